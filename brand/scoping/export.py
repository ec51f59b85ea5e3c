"""Spreadsheets without formulas: opening them runs nothing."""

import csv
import re

from django.utils.encoding import force_str
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin, list_to_str

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


def harmless(value):
    """A cell's text, with an apostrophe before what a spreadsheet would take for a formula.

    Telephone numbers keep their plus: digits and spaces after it compute nothing.
    """
    if not isinstance(value, str) or TELEPHONE.fullmatch(value):
        return value
    if value[:1] in ("\t", "\r", "\n"):
        value = f"'{value}"
    return BEGINS.sub(r"\1'", value)


def _cell(value):
    text = list_to_str(value) if isinstance(value, list) else value
    return harmless(force_str(text, strings_only=True))


def _lines(view, rows):
    """As Wagtail writes them, for Excel as it is set up here."""
    writer = csv.DictWriter(Echo(), fieldnames=view.list_export, delimiter=SEPARATOR)
    headings = {field: view.get_heading(rows, field) for field in view.list_export}
    yield BYTE_ORDER_MARK
    yield writer.writerow(headings)
    for row in rows:
        yield view.write_csv_row(writer, view.to_row_dict(row))


def guard_every_export() -> None:
    """Also Wagtail's own, of titles that partners wrote. It asks per kind of value, in order."""
    formats = dict.fromkeys(SpreadsheetExportMixin.FORMATS, _cell)
    SpreadsheetExportMixin.custom_value_preprocess |= {list: formats, object: formats}
    SpreadsheetExportMixin.stream_csv = _lines
