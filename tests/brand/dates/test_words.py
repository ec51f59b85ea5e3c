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
