"""Days on which the telephone is answered: no weekends, no Belgian public holidays."""

from datetime import date, timedelta
from functools import cache


@cache
def public_holidays(year: int) -> dict[date, str]:
    """Belgian public holidays of a year, with their Dutch names."""
    import holidays  # knows every country: not at start

    return dict(holidays.country_holidays("BE", years=year, language="nl"))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)


def working_day_from(day: date) -> date:
    """This day when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The count-th working day after this day; the day itself does not count."""
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1))
    return day
