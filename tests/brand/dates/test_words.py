"""Hours in words, also in the first one of a day."""

from datetime import UTC, datetime

import pytest

from brand.dates import words


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 27, 8, 40, tzinfo=UTC), "27 november 2026, 9.40\u00a0uur"),
        (datetime(2026, 11, 27, 23, 14, tzinfo=UTC), "28 november 2026, 0.14\u00a0uur"),
        (datetime(2026, 7, 1, 10, 0, tzinfo=UTC), "1 juli 2026, 12.00\u00a0uur"),
    ],
)
def test_when_something_was_counted(at, said):
    assert words.stamp(at) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("op 3 december 2026 om 10 uur", "op 3_december 2026 om 10_uur"),
        ("van 9.30 u tot 12 u, € 5 of 5 %", "van 9.30_u tot 12_u, €_5 of 5_%"),
        ("5 euro voor 12 km", "5_euro voor 12_km"),
        ("3 uurtjes, 12 kmo's, elk uur, mei", "3 uurtjes, 12 kmo's, elk uur, mei"),
        ("10  uur\nuur 5", "10  uur\nuur 5"),
    ],
)
def test_a_number_stays_with_what_it_counts(typed, said):
    assert words.together(typed) == said.replace("_", words.HARD)
