"""Cells that compute nothing on the machine of whoever opens them."""

import csv
import gc
import io
import weakref
import zipfile
from datetime import UTC, date, datetime
from types import SimpleNamespace

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from brand.models import Organisation
from brand.scoping import export, workbook
from brand.scoping.export import harmless
from tests.factories.brand import UserFactory
from tests.factories.leads import LeadFactory


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://x")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "＝1＋1",
        "＠A1",
    ],
)
def test_what_looks_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1;=1+1", "1;'=1+1"),
        ("Bakkerij,=HYPERLINK(A1)", "Bakkerij,'=HYPERLINK(A1)"),
        ("Bakkerij, -5+cmd|x", "Bakkerij, '-5+cmd|x"),
        ("1; ＝1", "1; '＝1"),
        ("a\n=1\r\n+2", "a\n'=1\r\n'+2"),
        (" =1", " '=1"),
        ("\t=1", "'\t'=1"),
        ("\rEen", "'\rEen"),
    ],
)
def test_also_where_a_program_splits_it(text, cell):
    assert harmless(text) == cell


@pytest.mark.parametrize(
    "value",
    [
        "Bakkerij",
        "",
        "1; 2",
        "e-mail; a@b.be",
        "3 plaatsen",
        "+32 470 12 34 56",
        "Genk, +32 89 12 34 56",
        12,
        None,
        date(2027, 3, 3),
    ],
)
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value


@pytest.mark.parametrize(
    ("field", "text", "cell"),
    [
        ("employer.enterprise_number", "0417497106", "BE 0417.497.106"),
        ("enterprise_number", "", ""),
        ("contact.phone", "+32470123456", "0470 12 34 56"),
        ("phone", "+31201234567", "+31 20 123 4567"),
        ("phone", "0470 12 34 56", "0470 12 34 56"),
        ("note", "0417497106", "0417497106"),
        ("note", "+3 plaatsen", "+3 plaatsen"),
    ],
)
def test_a_number_that_names_something_is_written_as_people_do(field, text, cell):
    assert export.as_read(field, text) == cell


@pytest.mark.django_db
def test_a_report_of_what_partners_wrote_runs_nothing(client, founded):
    founded.title = "=HYPERLINK(1)"
    founded.save_revision().publish()
    client.force_login(UserFactory(is_superuser=True))
    answer = client.get("/beheer/reports/aging-pages/", {"export": "csv"})
    text = answer.getvalue().decode()
    assert text.startswith("\ufeff")  # by which Excel knows é from Ã©
    names = [line.split(";")[0] for line in text.removeprefix("\ufeff").splitlines()]
    assert "'=HYPERLINK(1)" in names
    whole = client.get("/beheer/reports/aging-pages/", {"export": "xlsx"}).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(whole)).active
    assert [row[0] for row in sheet.values] == [name.removeprefix("'") for name in names]
    assert {cell.data_type for row in sheet.rows for cell in row if cell.value} <= {"s", "d", "n"}


SAID = [
    "=1+1",
    "-Els @ Home",
    "＋1",
    "＝1",
    ";=1+1",
    "@x",
    "café",
    "#N/A",
    "een\x0bregel",
    "+32 89 1",
]


class List(SpreadsheetExportMixin):
    """A list whose own column is written by a function of that list, as Wagtail's reports do."""

    list_export = ["at", "on", "said", "wishes", "own"]
    custom_field_preprocess = {"own": dict.fromkeys(("csv", "xlsx"), lambda value: value)}


def rows():
    """One o'clock in winter is an hour from UTC, in summer two."""
    moments = [datetime(2026, 12, 7, 11, tzinfo=UTC), datetime(2026, 7, 7, 10, tzinfo=UTC)]
    return [
        SimpleNamespace(at=moments[i % 2], on=date(2026, 12, 7), said=text, wishes=[text], own=text)
        for i, text in enumerate(SAID)
    ]


def as_csv(some):
    text = b"".join(
        line if isinstance(line, bytes) else line.encode()
        for line in List().write_csv_response(some).streaming_content
    ).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def as_sheet(some):
    whole = b"".join(List().write_xlsx_response(some).streaming_content)
    return whole, openpyxl.load_workbook(io.BytesIO(whole)).active


def asked_rows():
    """A queryset, as far as an export asks."""
    some = type("Rows", (list,), {"model": Organisation})
    return some(rows())


def test_a_csv_has_the_time_of_the_site_and_no_formula():
    with timezone.override("UTC"):
        _, *lines = as_csv(asked_rows())
    assert {line[0] for line in lines} == {"2026-12-07 12:00", "2026-07-07 12:00"}
    assert {line[1] for line in lines} == {"2026-12-07"}
    written = [
        "'=1+1", "'-Els @ Home", "'＋1", "'＝1", ";'=1+1", "'@x", "café", "#N/A", "een\x0bregel",
        "+32 89 1",
    ]  # fmt: skip
    for column in (2, 3, 4):
        assert [line[column] for line in lines] == written


def test_a_spreadsheet_has_dates_and_plain_words():
    with timezone.override("UTC"):
        whole, sheet = as_sheet(asked_rows())
    _, *lines = sheet.iter_rows()
    moments = {str(line[0].value) for line in lines}
    assert moments == {"2026-12-07 12:00:00", "2026-07-07 12:00:00"}
    assert {(line[0].number_format, line[0].is_date) for line in lines} == {
        ("dd/mm/yyyy hh:mm", True)
    }
    days = {(str(line[1].value), line[1].number_format) for line in lines}
    assert days == {("2026-12-07 00:00:00", "dd/mm/yyyy")}
    plain = [text.replace("\x0b", "") for text in SAID]
    for column in (2, 3, 4):
        assert [line[column].value for line in lines] == plain
        assert {line[column].data_type for line in lines} == {"s"}
        quoted = [bool(line[column].quotePrefix) for line in lines]
        assert quoted == [True, True, True, True, True, True, False, False, False, True]
    raw = zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in raw
    assert b't="d"' not in raw  # a date as text, which not every program reads


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_of_any_length_is_exported_a_few_rows_at_a_time(client, founded, monkeypatch, kind):
    for _ in range(7):
        LeadFactory()
    monkeypatch.setattr(export, "AT_A_TIME", 2)
    seen, alive, most = [], weakref.WeakSet(), []
    cells = export.cells

    def watched(view, row, kind):
        seen.append(row.pk)
        gc.collect()  # what was prefetched refers to its row and back
        alive.add(row)
        most.append(len(alive))
        return cells(view, row, kind)

    monkeypatch.setattr(export, "cells", watched)
    client.force_login(UserFactory(is_superuser=True))
    gc.freeze()  # what stands before the export is not looked through at every row
    answer = client.get(reverse("lead:index"), {"export": kind})
    assert answer.getvalue()
    assert len(set(seen)) == 7
    assert max(most) <= 4  # two in hand, and the two before them
    answer.close()


def test_a_workbook_goes_on_in_another_sheet(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_IN_A_SHEET", 5)
    whole, _ = as_sheet(asked_rows())
    sheets = openpyxl.load_workbook(io.BytesIO(whole)).worksheets
    assert [sheet.title for sheet in sheets] == ["Sheet1", "Sheet2", "Sheet3"]
    assert [sheet.max_row for sheet in sheets] == [5, 5, 3]
    assert len({sheet["A1"].value for sheet in sheets}) == 1


def test_a_workbook_without_rows_has_its_headings():
    none = type("Rows", (list,), {"model": Organisation})()
    _, sheet = as_sheet(none)
    assert sheet.max_row == 1
