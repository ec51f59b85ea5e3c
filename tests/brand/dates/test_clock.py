from datetime import UTC, date, datetime, time

import pytest

from brand.dates.clock import moments


@pytest.mark.parametrize(
    ("day", "at", "found"),
    [
        (date(2027, 3, 3), time(12), [datetime(2027, 3, 3, 11, tzinfo=UTC)]),
        (date(2027, 7, 3), time(12), [datetime(2027, 7, 3, 10, tzinfo=UTC)]),
        # 28 maart 2027: from 2.00 to 3.00 uur.
        (date(2027, 3, 28), time(1, 59), [datetime(2027, 3, 28, 0, 59, tzinfo=UTC)]),
        (date(2027, 3, 28), time(2, 30), []),
        (date(2027, 3, 28), time(3), [datetime(2027, 3, 28, 1, tzinfo=UTC)]),
        # 31 oktober 2027: from 3.00 back to 2.00 uur.
        (
            date(2027, 10, 31),
            time(2, 30),
            [datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)],
        ),
        (date(2027, 10, 31), time(3), [datetime(2027, 10, 31, 2, tzinfo=UTC)]),
    ],
)
def test_what_the_clock_says_is_once_never_or_twice(day, at, found):
    assert moments(day, at) == found
