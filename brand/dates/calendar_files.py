"""A calendar file (RFC 5545) around events: what every one of ours has in common.

icalendar is loaded by the first file that is made, and not at each start.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event, Timezone

BRUSSELS = ZoneInfo("Europe/Brussels")
MIME = "text/calendar; charset=utf-8"
PRODUCT = "-//Merkbaar//Roadshow//NL"
END = b"END:VCALENDAR\r\n"
# Summer time in the European Union since 1996 (directive 2000/84/EC), as a rule without an end.
TIME_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE"""


def written(events: Sequence["Event"], *, cancelled: bool = False, name: str = "") -> bytes:
    """The file; with a name it is one to subscribe to."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=6), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", timedelta(hours=6))
    calendar.add_component(_time_zone())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


@cache
def _time_zone() -> "Timezone":
    from icalendar import Timezone

    return Timezone.from_ical(TIME_ZONE)
