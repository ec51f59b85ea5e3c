"""What is pointed at before it is saved."""

import pytest

from leads.placements.sensitive import has_national_number, health_words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Werk aan de inpaklijn, vroege post", []),
        ("Heeft autisme en een depressie; autisme dus", ["autisme", "depressie"]),
        ("Onbeperkte toegang", []),
        ("PSYCHISCHE klachten", ["psychische"]),
        ("Burn-out gehad", ["burn-out"]),
    ],
)
def test_words_about_health(text, found):
    assert health_words(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("85.07.30-033 28", True),
        ("nr 85073003328.", True),
        ("85.07.30-033 29", False),
        ("Bestelling 12345678901", False),
        ("0470 12 34 56", False),
        ("", False),
    ],
)
def test_national_numbers(text, found):
    assert has_national_number(text) == found
