"""Spreadsheets without formulas, with times as a clock in Belgium shows them.

However many rows a list has, no more than `AT_A_TIME` of them are in memory: rows are read in
parts, a CSV is sent line by line, and a workbook is written to a file on the disk.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from tempfile import TemporaryFile

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.encoding import force_str
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

# Also in full width, which Excel takes for the same signs.
STARTS_A_FORMULA = "=+\\-@＝＋－＠"
# Where a cell begins, also when a program splits it at a semicolon, a line or a comma. A number
# behind a comma ("Genk, +32 89 12 34 56") computes nothing.
BEGINS = re.compile(
    r"((?:^|[;\t\r\n])\s*|,\s*(?![+\-][\d ]*(?:[;,\t\r\n]|$)))"
    rf"(?=[{STARTS_A_FORMULA}])"
)
TELEPHONE = re.compile(r"\+[\d ]*")
BYTE_ORDER_MARK = "\ufeff"  # by it, Excel knows the letters
SEPARATOR = ";"  # what Excel expects in Belgium, where the comma is in numbers
AT_A_TIME = 500  # rows
MOST_IN_A_SHEET = 1_048_576  # rows, in every program that reads this kind of file
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOMENT, DAY = "dd/mm/yyyy hh:mm", "dd/mm/yyyy"  # how Excel shows a date


def harmless(value):
    """A cell's text, with an apostrophe before what a spreadsheet would take for a formula.

    Telephone numbers keep their plus: digits and spaces after it compute nothing.
    """
    if not isinstance(value, str) or TELEPHONE.fullmatch(value):
        return value
    if value[:1] in ("\t", "\r", "\n"):
        value = f"'{value}"
    return BEGINS.sub(r"\1'", value)


def _cells(view, row, kind: str):
    """What each column holds, by Wagtail's rules, whatever a column of its own makes of it."""
    for field, value in view.to_row_dict(row).items():
        yield field, force_str(view.preprocess_field_value(field, value, kind), strings_only=True)


def _read(rows: Iterable) -> Iterable:
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
    for row in _read(rows):
        cells = _cells(view, row, view.FORMAT_CSV)
        yield writer.writerow({field: harmless(value) for field, value in cells})


def _workbook(view, rows, output):
    """As Wagtail writes it, with dates as numbers: every program that opens it knows those."""
    workbook = Workbook(write_only=True)
    headings = [view.get_heading(rows, field) for field in view.list_export]
    sheets = count(1)
    sheet, left = None, 0
    for row in _read(rows):
        if not left:
            sheet, left = _sheet(workbook, next(sheets), headings), MOST_IN_A_SHEET - 1
        sheet.append(_cell(sheet, value) for _, value in _cells(view, row, view.FORMAT_XLSX))
        left -= 1
    if sheet is None:
        _sheet(workbook, next(sheets), headings)
    workbook.save(output)


def _sheet(workbook: Workbook, number: int, headings: list[str]):
    sheet = workbook.create_sheet(title=f"Sheet{number}")
    sheet.append(headings)
    return sheet


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


def _cell(sheet, value) -> WriteOnlyCell:
    """Dates as dates. Text is text, also when somebody edits the cell later (`quotePrefix`)."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = MOMENT if isinstance(value, datetime) else DAY
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))  # what XML cannot hold
    cell.data_type = "s"
    cell.quotePrefix = bool(BEGINS.match(value))
    return cell


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
