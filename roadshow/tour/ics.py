"""Calendar files (RFC 5545 and 5546): a stop, a visit of one registration, and the whole agenda.

A visit keeps one UID for life; its SEQUENCE grows with every change of the stop or registration,
so that a calendar replaces what it had. URL is the public page of the stop, never the link that
may change the visit: calendar entries are passed on.
"""

from collections.abc import Sequence
from datetime import timedelta
from email.utils import parseaddr
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vDuration, vText

from brand import mail
from brand.changes.catalogue import Catalogue
from brand.models import BrandKit
from roadshow import visit
from roadshow.models import Companion, Registration, StopPage
from roadshow.tour import search
from roadshow.tour.planned import Spot

BRUSSELS = ZoneInfo("Europe/Brussels")
MIME = "text/calendar; charset=utf-8"
PRODUCT = "-//Merkbaar//Roadshow//NL"
DAY_BEFORE = timedelta(days=-1)
MOST_EVENTS = 500  # in the calendar of the whole tour; the next ones follow when these are over
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


def for_stop(stop: StopPage) -> bytes:
    """The public calendar file of a stop."""
    return _file([_event(stop, BrandKit.current())], cancelled=stop.is_cancelled)


def for_registration(registration: Registration) -> bytes:
    """The visit of one registration; cancelled when either the stop or the visit is."""
    stop = registration.stop
    cancelled = stop.is_cancelled or registration.is_cancelled
    event = _event(
        stop,
        BrandKit.current(),
        uid=registration.calendar_name,
        sequence=stop.sequence + registration.sequence,
        cancelled=cancelled,
        stamp=registration.updated_at,
    )
    return _file([event], cancelled=cancelled)


def for_companion(person: Companion) -> bytes:
    """The visit of somebody who comes along; cancelled when that is over."""
    registration = person.registration
    stop = registration.stop
    cancelled = stop.is_cancelled or registration.is_cancelled or person.left_at is not None
    event = _event(
        stop,
        BrandKit.current(),
        uid=person.calendar_name,
        sequence=stop.sequence + registration.sequence,
        cancelled=cancelled,
        stamp=registration.updated_at,
    )
    return _file([event], cancelled=cancelled)


def title(stop: StopPage, kit: BrandKit) -> str:
    """Roadshow Meewerkers: De Werkschuit, Genk"""
    return mail.header_line(f"Roadshow {kit.name}: {stop.organisation.name}, {visit.place(stop)}")


def agenda(spots: Sequence[Spot], name: str = "") -> bytes:
    """A calendar to subscribe to, of the first of these stops.

    Cancelled stops stay in it, marked so, to reach who has them. It rings no bell: who follows the
    tour goes to few of its stops.
    """
    kit = BrandKit.current()
    first = spots[:MOST_EVENTS]
    known = _written.current()
    lacking = [spot for spot in first if spot.pk not in known]
    known |= {stop.pk: _event(stop, kit, rings=False).to_ical() for stop in search.whole(lacking)}
    events = b"".join(known.get(spot.pk, b"") for spot in first)
    return _file([], name=name or kit.name).removesuffix(END) + events + END


# The events that were written, by stop, until something changes of which they speak.
_written: Catalogue[dict[int, bytes]] = Catalogue("calendar", lambda before: {})


def _file(events: list[Event], *, cancelled: bool = False, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    if name:
        calendar.add("x-wr-calname", mail.header_line(name))
        calendar.add("refresh-interval", timedelta(hours=6), {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", timedelta(hours=6))
    calendar.add_component(_time_zone())
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()


@cache
def _time_zone() -> Timezone:
    return Timezone.from_ical(TIME_ZONE)


def _event(
    stop: StopPage,
    kit: BrandKit,
    *,
    uid: str = "",
    sequence: int | None = None,
    cancelled: bool | None = None,
    stamp=None,
    rings: bool = True,
) -> Event:
    cancelled = stop.is_cancelled if cancelled is None else cancelled
    event = Event()
    event.add("uid", f"{uid or f'halte-{stop.pk}'}@{settings.SITE_HOST}")
    event.add("sequence", stop.sequence if sequence is None else sequence)
    event.add("dtstamp", stamp or stop.last_published_at or stop.starts_at)
    event.add("dtstart", stop.starts_at.astimezone(BRUSSELS))
    event.add("dtend", stop.ends_at.astimezone(BRUSSELS))
    event.add("summary", title(stop, kit))
    event.add("location", mail.header_line(visit.where(stop)))
    event.add("geo", stop.venue.point)
    event.add("description", description(stop))
    event.add("url", visit.stop_url(stop))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event["organizer"] = _organizer(stop, kit)
    if rings and not cancelled:
        event.add_component(_alarm(stop))
    return event


def description(stop: StopPage) -> str:
    lines = [stop.includes, f"Route: {visit.route_url(stop)}"]
    if stop.contact_name:
        lines.append(f"Contact: {stop.contact_name} {stop.contact_phone}".strip())
    lines.append(f"Alles over deze halte: {visit.stop_url(stop)}")
    return "\n".join(mail.header_line(line) for line in lines if line)


def _organizer(stop: StopPage, kit: BrandKit) -> vCalAddress:
    """PUBLISH and CANCEL both ask who organises (RFC 5546)."""
    address = stop.contact_email or kit.contact_email
    organizer = vCalAddress(f"mailto:{address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText(mail.header_line(stop.organisation.name))
    return organizer


def _alarm(stop: StopPage) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", mail.header_line(f"Morgen: {stop.title}, {visit.hours(stop)}"))
    alarm["trigger"] = vDuration(DAY_BEFORE)
    return alarm
