"""Calendar files (RFC 5545 and 5546): a stop, a visit of one registration, and the whole agenda.

A visit keeps one UID for life; its SEQUENCE grows with every change of the stop or registration,
so that a calendar replaces what it had. URL is the public page of the stop, never the link that
may change the visit: calendar entries are passed on.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings

from brand import mail
from brand.changes.catalogue import Catalogue
from brand.dates.calendar_files import BRUSSELS, END, written
from brand.models import BrandKit
from roadshow import visit
from roadshow.models import Companion, Registration, StopPage
from roadshow.tour import search
from roadshow.tour.planned import Spot

if TYPE_CHECKING:
    from icalendar import Alarm, Event, vCalAddress

DAY_BEFORE = timedelta(days=-1)
BEGIN_EVENT, END_EVENT = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
MOST_EVENTS = 500  # in the calendar of the whole tour; the next ones follow when these are over


def for_stop(stop: StopPage) -> bytes:
    """The public calendar file of a stop."""
    return written([_of_stop(stop, BrandKit.current())], cancelled=stop.is_cancelled)


def for_registration(registration: Registration) -> bytes:
    """The visit of one registration; cancelled when either the stop or the visit is."""
    cancelled = registration.stop.is_cancelled or registration.is_cancelled
    return _visit(registration, uid=registration.calendar_name, cancelled=cancelled)


def for_companion(person: Companion) -> bytes:
    """The visit of somebody who comes along; cancelled when that is over."""
    registration = person.registration
    called_off = registration.stop.is_cancelled or registration.is_cancelled
    cancelled = called_off or person.left_at is not None
    return _visit(registration, uid=person.calendar_name, cancelled=cancelled)


def _visit(registration: Registration, *, uid: str, cancelled: bool) -> bytes:
    """The file of the stop, with what is of this visit alone: all mails about a stop share it."""
    stop = registration.stop
    kept, which = _visits.current(), (stop.pk, cancelled)
    if which not in kept:
        kept[which] = written([_event(stop, BrandKit.current(), cancelled)], cancelled=cancelled)
    sequence = stop.sequence + registration.sequence
    own = _named(uid, sequence, registration.updated_at).to_ical()
    lines = own.removeprefix(BEGIN_EVENT).removesuffix(END_EVENT)
    return kept[which].replace(BEGIN_EVENT, BEGIN_EVENT + lines, 1)


# The files of visits without their own lines, by stop and whether they call it off.
_visits: Catalogue[dict[tuple[int, bool], bytes]] = Catalogue("calendar", lambda before: {})


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
    known = _events.current()
    lacking = [spot for spot in first if spot.pk not in known]
    known |= {stop.pk: _of_stop(stop, kit, rings=False).to_ical() for stop in search.whole(lacking)}
    events = b"".join(known.get(spot.pk, b"") for spot in first)
    return written([], name=mail.header_line(name or kit.name)).removesuffix(END) + events + END


# The events that were written, by stop, until something changes of which they speak.
_events: Catalogue[dict[int, bytes]] = Catalogue("calendar", lambda before: {})


def _of_stop(stop: StopPage, kit: BrandKit, *, rings: bool = True) -> "Event":
    event = _event(stop, kit, stop.is_cancelled, rings=rings)
    stamp = stop.last_published_at or stop.starts_at
    event.update(_named(f"halte-{stop.pk}", stop.sequence, stamp))
    return event


def _named(uid: str, sequence: int, stamp: datetime) -> "Event":
    """By which a calendar knows that this is another version of what it has."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{uid}@{settings.SITE_HOST}")
    event.add("sequence", sequence)
    event.add("dtstamp", stamp)
    return event


def _event(stop: StopPage, kit: BrandKit, cancelled: bool, *, rings: bool = True) -> "Event":
    from icalendar import Event

    event = Event()
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


def _organizer(stop: StopPage, kit: BrandKit) -> "vCalAddress":
    """PUBLISH and CANCEL both ask who organises (RFC 5546)."""
    from icalendar import vCalAddress, vText

    address = stop.contact_email or kit.contact_email
    organizer = vCalAddress(f"mailto:{address or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["cn"] = vText(mail.header_line(stop.organisation.name))
    return organizer


def _alarm(stop: StopPage) -> "Alarm":
    from icalendar import Alarm, vDuration

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", mail.header_line(f"Morgen: {stop.title}, {visit.hours(stop)}"))
    alarm["trigger"] = vDuration(DAY_BEFORE)
    return alarm
