"""Exports as LibreOffice opens them: no formula runs, and nothing becomes something else."""

import shutil
import subprocess
from datetime import UTC, date, datetime
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django.utils.encoding import force_bytes
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from brand.scoping import export

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Semicolons, UTF-8, from the first row, in Dutch as here; a number or a date is taken for one
# wherever the program can, and a formula is computed wherever it can.
AS_EAGER_AS_CAN_BE = "CSV:59,34,76,1,,2067,false,true,false,false,false,0,false,false,true"

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed here."
)


class View(SpreadsheetExportMixin):
    list_export = ["name", "enterprise_number", "phone", "code", "note", "on", "at", "count"]
    export_headings = {name: name for name in list_export}


ROW = {
    "name": "Café ’t Hoekje – Zoë & Ünal",
    "enterprise_number": "0417497106",
    "phone": "+32470123456",
    "code": "3 plaatsen",
    "on": date(2027, 3, 4),
    "at": datetime(2027, 7, 1, 10, 0, tzinfo=UTC),
    "count": 12,
}
FORMULAS = ["=1+1", "+1+2", "-2+3", "@SUM(1;2)", "1;=1+1", "\t=1+1", '=HYPERLINK("http://x","y")']


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """The rows of the same list as CSV and as XLSX, each cell with its kind."""
    folder = tmp_path_factory.mktemp("office")
    rows = [SimpleNamespace(**ROW, note=note) for note in FORMULAS]
    view = View()
    (folder / "list.csv").write_bytes(b"".join(map(force_bytes, export._lines(view, rows))))
    with (folder / "list.xlsx").open("wb") as output:
        view.write_xlsx(rows, output)
    found = {}
    for kind, more in (("csv", [f"--infilter={AS_EAGER_AS_CAN_BE}"]), ("xlsx", [])):
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += [*more, "--convert-to", f"{kind}.fods", "--outdir", folder]
        command.append(folder / f"list.{kind}")
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        found[kind] = _rows(ElementTree.parse(folder / f"list.{kind}.fods"))
    return found


def _rows(tree) -> list[list[ElementTree.Element]]:
    """The cells of each row; a row or a cell that is repeated stands there once."""
    rows = [row.findall(f"{TABLE}table-cell") for row in tree.iter(f"{TABLE}table-row")]
    return [row[: len(View.list_export)] for row in rows if any(map(_text, row))]


def _text(cell) -> str:
    return "\n".join("".join(line.itertext()) for line in cell.findall(f"{TEXT}p"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_a_formula_and_nothing_is_lost(opened, kind):
    headings, *rows = opened[kind]
    assert [_text(cell) for cell in headings] == View.list_export
    assert len(rows) == len(FORMULAS)
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.get(f"{TABLE}formula")] == []
    for row, note in zip(rows, FORMULAS, strict=True):
        said = [_text(cell) for cell in row]
        assert said[:4] == [ROW["name"], "BE 0417.497.106", "0470 12 34 56", "3 plaatsen"]
        assert said[4].replace("'", "").split() == note.split()
        assert row[4].get(f"{OFFICE}value-type") == "string"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_days_hours_and_counts_are_what_they_are(opened, kind):
    for row in opened[kind][1:]:
        on, at, count = row[5:8]
        assert on.get(f"{OFFICE}date-value") == "2027-03-04"
        assert at.get(f"{OFFICE}date-value") == "2027-07-01T12:00:00"
        assert count.get(f"{OFFICE}value") == "12"
