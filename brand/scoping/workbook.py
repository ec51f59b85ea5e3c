"""A list as a workbook, written to a file row by row. Imported once somebody asks for one."""

from datetime import date, datetime
from itertools import count

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from brand.scoping import export

MOST_IN_A_SHEET = 1_048_576  # rows, in every program that reads this kind of file
MOMENT, DAY = "dd/mm/yyyy hh:mm", "dd/mm/yyyy"  # how Excel shows a date


def write(view, rows, output):
    """As Wagtail writes it, with dates as numbers: every program that opens it knows those."""
    workbook = Workbook(write_only=True)
    headings = [view.get_heading(rows, field) for field in view.list_export]
    sheets = count(1)
    sheet, left = None, 0
    for row in export.read(rows):
        if not left:
            sheet, left = _sheet(workbook, next(sheets), headings), MOST_IN_A_SHEET - 1
        sheet.append(_cell(sheet, value) for _, value in export.cells(view, row, view.FORMAT_XLSX))
        left -= 1
    if sheet is None:
        _sheet(workbook, next(sheets), headings)
    workbook.save(output)


def _sheet(workbook: Workbook, number: int, headings: list[str]):
    sheet = workbook.create_sheet(title=f"Sheet{number}")
    sheet.append(headings)
    return sheet


def _cell(sheet, value) -> WriteOnlyCell:
    """Dates as dates. Text is text, also when somebody edits the cell later (`quotePrefix`)."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = MOMENT if isinstance(value, datetime) else DAY
        return cell
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))  # what XML cannot hold
    cell.data_type = "s"
    cell.quotePrefix = bool(export.BEGINS.match(value))
    return cell
