"""Spreadsheets without formulas, with times as a clock in Belgium shows them.

However many rows a list has, no more than `AT_A_TIME` of them are in memory: rows are read in
parts, a CSV is sent line by line, and a workbook is written to a file on the disk.
"""

import csv
import re
from collections.abc import Iterable
from copy import copy
from datetime import datetime
from tempfile import TemporaryFile

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.encoding import force_str
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from brand.forms import enterprise_numbers
from brand.forms.phones import phone_words

# Also in full width, which Excel takes for the same signs.
STARTS_A_FORMULA = "=+\\-@＝＋－＠"
# Where a cell begins, also when a program splits it at a semicolon, a line or a comma. A number
# behind a comma ("Genk, +32 89 12 34 56") computes nothing.
BEGINS = re.compile(
    r"((?:^|[;\t\r\n])\s*|,\s*(?![+\-][\d ]*(?:[;,\t\r\n]|$)))"
    rf"(?=[{STARTS_A_FORMULA}])"
)
TELEPHONE = re.compile(r"\+[\d ]*")
WRITTEN_TOGETHER = re.compile(r"\+\d{6,15}")
BYTE_ORDER_MARK = "\ufeff"  # by it, Excel knows the letters
SEPARATOR = ";"  # what Excel expects in Belgium, where the comma is in numbers
AT_A_TIME = 500  # rows
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value):
    """A cell's text, with an apostrophe before what a spreadsheet would take for a formula.

    Telephone numbers keep their plus: digits and spaces after it compute nothing.
    """
    if not isinstance(value, str) or TELEPHONE.fullmatch(value):
        return value
    if value[:1] in ("\t", "\r", "\n"):
        value = f"'{value}"
    return BEGINS.sub(r"\1'", value)


def cells(view, row, kind: str):
    """What each column holds, by Wagtail's rules, whatever a column of its own makes of it."""
    for field, value in _values(view, row):
        said = force_str(view.preprocess_field_value(field, value, kind), strings_only=True)
        yield field, as_read(field, said) if isinstance(said, str) else said


def _values(view, row):
    """By Wagtail's rules; of a related row that is not there, nothing."""
    gone = {name for name in view.list_export if _is_gone(row, name)}
    if not gone:
        return view.to_row_dict(row).items()
    there = copy(view)
    there.list_export = [name for name in view.list_export if name not in gone]
    found = there.to_row_dict(row)
    return [(name, found.get(name, "")) for name in view.list_export]


def _is_gone(row, name: str) -> bool:
    related, _, rest = name.partition(".")
    return bool(rest) and getattr(row, related, "") is None


def as_read(field: str, text: str) -> str:
    """Numbers that name something, as people write them: no program takes those for a quantity.

    Of a CSV's 0417497106 it would leave 417497106, of 0417.497.106 as well where a point stands
    between thousands, and of +32470123456 the number without its plus.
    """
    if field.endswith("enterprise_number"):
        return enterprise_numbers.number_words(text)
    return phone_words(text) if WRITTEN_TOGETHER.fullmatch(text) else text


def read(rows: Iterable) -> Iterable:
    """The rows, in parts; what was read already stays as it is, for a report adds to its rows."""
    if isinstance(rows, QuerySet) and rows._result_cache is None:
        return rows.iterator(chunk_size=AT_A_TIME)
    return rows


def _on_the_clock(value: datetime) -> datetime:
    """The time of the site, whatever zone somebody has at the desk; a spreadsheet knows none."""
    if timezone.is_naive(value):
        return value
    return timezone.make_naive(value, timezone.get_default_timezone())


def _written_time(value: datetime) -> str:
    return f"{_on_the_clock(value):%Y-%m-%d %H:%M}"


def _lines(view, rows):
    """As Wagtail writes them, for Excel as it is set up here."""
    writer = csv.DictWriter(Echo(), fieldnames=view.list_export, delimiter=SEPARATOR)
    headings = {field: view.get_heading(rows, field) for field in view.list_export}
    yield BYTE_ORDER_MARK
    yield writer.writerow(headings)
    for row in read(rows):
        said = cells(view, row, view.FORMAT_CSV)
        yield writer.writerow({field: harmless(value) for field, value in said})


def _workbook(view, rows, output):
    from brand.scoping import workbook  # openpyxl and numpy: a tenth of a second at start

    workbook.write(view, rows, output)


def _workbook_response(view, rows) -> FileResponse:
    """As Wagtail's, from the disk instead of from memory."""
    output = TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        view.write_xlsx(rows, output)
        output.seek(0)
    except BaseException:
        output.close()
        raise
    name = f"{view.get_filename()}.xlsx"
    return FileResponse(output, as_attachment=True, content_type=XLSX, filename=name)


def guard_every_export() -> None:
    """Also Wagtail's own, of titles that partners wrote. It asks per kind of value, in order."""
    times = {
        SpreadsheetExportMixin.FORMAT_CSV: _written_time,
        SpreadsheetExportMixin.FORMAT_XLSX: _on_the_clock,
    }
    SpreadsheetExportMixin.custom_value_preprocess |= {datetime: times}
    SpreadsheetExportMixin.stream_csv = _lines
    SpreadsheetExportMixin.write_xlsx = _workbook
    SpreadsheetExportMixin.write_xlsx_response = _workbook_response
