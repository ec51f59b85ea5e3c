"""An evidence pack as a workbook: a sheet of facts and method, and one for each table."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from brand.evidence.pack import Cell, Few, Pack, Table, Untold
from brand.scoping import export
from brand.scoping.workbook import DAY

BOLD = Font(bold=True)
LONGEST_TITLE = 31  # of a sheet, in every program
NOT_IN_A_TITLE = str.maketrans("", "", "[]:*?/\\")
WIDEST = 60


def write(pack: Pack) -> bytes:
    book = Workbook()
    first = book.active
    first.title = pack.title.translate(NOT_IN_A_TITLE)[:LONGEST_TITLE]
    _row(first, [pack.title], bold=True)
    for name, said in pack.facts:
        _row(first, [name, said])
    _row(first, [])
    for sentence in pack.method:
        _row(first, [sentence])
    for table in pack.tables:
        _table(
            book.create_sheet(table.title.translate(NOT_IN_A_TITLE)[:LONGEST_TITLE]), table, pack
        )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _table(sheet: Worksheet, table: Table, pack: Pack) -> None:
    said = [[_plain(cell, pack) for cell in row] for row in table.rows]
    total = [[_plain(cell, pack) for cell in table.total]] if table.total else []
    _row(sheet, list(table.columns), bold=True)
    for row in said:
        _row(sheet, row)
    for row in total:
        _row(sheet, row, bold=True)
    _row(sheet, [])
    _row(sheet, [table.note])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(zip(table.columns, *said, strict=True), start=1):
        widest = max(len(str(cell)) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(widest + 3, WIDEST)


def _plain(cell: Cell, pack: Pack) -> str | int | float | date | None:
    if cell is None or isinstance(cell, Few | Untold):
        return pack.asked.write(cell)
    return cell


def _row(sheet: Worksheet, cells: list, bold: bool = False) -> None:
    """Text is text: no program computes it, also when somebody edits the cell later."""
    number = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for place, value in enumerate(cells, start=1):
        cell = sheet.cell(number, place, value)
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = bool(export.BEGINS.match(value))
        elif isinstance(value, date):
            cell.number_format = DAY
        if bold:
            cell.font = BOLD
    if not cells:
        sheet.cell(number, 1, "")
