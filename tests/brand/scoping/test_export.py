"""Cells that compute nothing on the machine of whoever opens them."""

import io
from datetime import date

import openpyxl
import pytest

from brand.scoping.export import harmless
from tests.factories.brand import UserFactory


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
    assert [row[0] for row in sheet.values] == names
    assert {cell.data_type for row in sheet.rows for cell in row if cell.value} <= {"s", "d", "n"}
