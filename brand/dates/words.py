"""Days and hours in the words of the site: Dutch, in Brussels time, 24 hours with a dot.

The site speaks Dutch whatever language the visitor's browser asks for, so these sentences do
not follow the active language.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.formats import date_format

LANGUAGE = "nl-be"
HARD = "\u00a0"  # a space that does not break


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str) -> str:
    """Thousands of moments stand on a few hundred days."""
    with translation.override(LANGUAGE):
        return date_format(day, pattern)


def _day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def day(moment: datetime) -> str:
    """dinsdag 3 maart 2027"""
    return _written(_day_of(moment), "l j F Y")


def weekday(day: date) -> str:
    """dinsdag 3 maart"""
    return _written(day, "l j F")


def short_day(moment: datetime) -> str:
    """3 maart"""
    return _written(_day_of(moment), "j F")


def full_day(moment: datetime) -> str:
    """3 maart 2027"""
    return _written(_day_of(moment), "j F Y")


def month(moment: datetime) -> str:
    """maart 2027"""
    return _written(_day_of(moment), "F Y")


def clock(moment: datetime) -> str:
    """12.00 uur, never torn over two lines"""
    return f"{timezone.localtime(moment):%H.%M}{HARD}uur"


def moment(moment: datetime) -> str:
    """dinsdag 3 maart 2027 om 12.00 uur"""
    return f"{day(moment)} om {clock(moment)}"


def stamp(moment: datetime) -> str:
    """3 maart 2027, 9.40 uur: when something was counted"""
    local = timezone.localtime(moment)
    return f"{_written(local.date(), 'j F Y')}, {local.hour}.{local:%M}{HARD}uur"


def hours(start: datetime, end: datetime) -> str:
    """12 tot 14 uur, never torn over two lines; over midnight the day of the end is named too."""
    first, last = timezone.localtime(start), timezone.localtime(end)
    if first.date() == last.date():
        return f"{_short(first)}{HARD}tot{HARD}{_short(last)}{HARD}uur"
    return f"{clock(start)} tot {day(end)}, {clock(end)}"


def _short(local: datetime) -> str:
    """12, or 12.30"""
    return f"{local.hour}.{local:%M}" if local.minute else str(local.hour)


def duration(span: timedelta) -> str:
    """24 uur"""
    return f"{span // timedelta(hours=1)} uur"


def kilometres(distance: float) -> str:
    """14 km; below one kilometre in words, for a straight line is not that exact."""
    return "minder dan 1 km" if distance < 1 else f"{round(distance)} km"


def people(number: int) -> str:
    return "1 mens" if number == 1 else f"{number} mensen"


def mails(number: int, when: str = "") -> str:
    """What a planner reads before ("nu ") and after something that mails people."""
    if number == 0:
        return "Er is niemand ingeschreven: er vertrekt geen mail."
    return f"{people(number)} {'krijgt' if number == 1 else 'krijgen'} {when}een mail."


COUNTED = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    "|uur|u|euro|km"
)
BELONGS = re.compile(rf"(?<=\d) (?=(?:{COUNTED})\b|[%€])|(?<=€) (?=\d)")


def together(text: str) -> str:
    """What somebody typed, with each number on the line of what it counts: 10 uur, € 5."""
    return BELONGS.sub(HARD, text)
