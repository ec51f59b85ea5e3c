"""Cells that compute nothing on the machine of whoever opens them."""

from datetime import date

import pytest

from brand.exporting import harmless


@pytest.mark.parametrize(
    "text",
    ["=1+1", '=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"],
)
def test_what_looks_like_a_formula_becomes_text(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["Bakkerij", "", "3 plaatsen", "+32 470 12 34 56", 12, None, date(2027, 3, 3)]
)
def test_everything_else_stays_as_it_is(value):
    assert harmless(value) == value
