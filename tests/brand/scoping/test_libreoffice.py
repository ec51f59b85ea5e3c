"""Exports as LibreOffice opens them: no formula runs, and nothing becomes something else."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.utils.encoding import force_bytes
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from brand.scoping import export
from tests.support import office

pytestmark = office.needs_office


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
    found = office.opened(folder)
    return {kind: found[f"list.{kind}"] for kind in ("csv", "xlsx")}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nothing_is_a_formula_and_nothing_is_lost(opened, kind):
    headings, *rows = opened[kind]
    assert [cell.text for cell in headings if cell.text] == View.list_export
    assert len(rows) == len(FORMULAS)
    assert [cell for row in rows for cell in row if cell.formula] == []
    for row, note in zip(rows, FORMULAS, strict=True):
        said = [cell.text for cell in row]
        assert said[:4] == [ROW["name"], "BE 0417.497.106", "0470 12 34 56", "3 plaatsen"]
        assert said[4].replace("'", "").split() == note.split()
        assert row[4].kind == "string"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_days_hours_and_counts_are_what_they_are(opened, kind):
    for row in opened[kind][1:]:
        on, at, count = row[5:8]
        assert on.date == "2027-03-04"
        assert at.date == "2027-07-01T12:00:00"
        assert count.number == "12"
