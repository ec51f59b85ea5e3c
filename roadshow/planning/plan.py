"""Planning a stop: making, copying, changing, cancelling, and telling those who come.

Every change of place or hours, by whatever road it came (a form here, Wagtail's page editor, a
venue that moved, a draft published at night), ends in `follow_through()`: it compares the stop
with what was last announced and tells people once.
"""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.log_actions import log

from brand import mail
from leads import capture
from roadshow import visit
from roadshow.models import Announcement, Companion, Registration, StopPage, TourPage, Venue
from roadshow.registration import companions, seats, waiting_list
from roadshow.registration.refusals import RegistrationRefused

# What a copied stop keeps; place, day and hours are asked again.
KEPT = [
    "organisation", "capacity", "includes", "headline", "timetable", "programme", "who_you_meet",
    "take_home", "questions",
    "contact_name", "contact_phone", "contact_email", "contact_photo",
]  # fmt: skip

CANCELLED = "Deze halte is geannuleerd. Kopieer ze om een nieuwe te maken."
OVER = "Deze halte is al voorbij."
COMPANIONS_ARE_TOLD = {
    "stop_changed": "companion_changed",
    "stop_cancelled": "companion_cancelled",
}


def plan(tour: TourPage, *, by, title: str = "", **fields) -> StopPage:
    """Make a stop and publish it under the tour. Raises ValidationError."""
    stop = StopPage(title=title or fields["venue"].municipality.name, owner=by, **fields)
    with transaction.atomic():
        tour.add_child(instance=stop)
        _publish(stop, by)
        follow_through(stop)
    return stop


def copy(stop: StopPage, *, by, tour: TourPage | None = None, **fields) -> StopPage:
    """The same stop at another time or place: its programme and people, not its seats."""
    kept = {name: getattr(stop, name) for name in KEPT}
    if fields.get("venue") == stop.venue:
        kept["title"] = stop.title
    if starts_at := fields.get("starts_at"):
        kept["timetable"] = _moved(stop, starts_at)
    return plan(tour or TourPage.objects.parent_of(stop).get(), by=by, **{**kept, **fields})


def _moved(stop: StopPage, starts_at: datetime) -> StreamValue:
    """The hours of its timetable, as much earlier or later as the stop begins."""
    here = [timezone.localtime(at).replace(tzinfo=None) for at in (stop.starts_at, starts_at)]
    later = datetime.combine(here[0], here[1].time()) - here[0]
    block = stop.timetable.stream_block
    moments = block.get_prep_value(stop.timetable)
    for moment in moments:
        at = datetime.combine(here[0], time.fromisoformat(str(moment["value"]["at"]))) + later
        moment["value"]["at"] = at.time().isoformat()
        moment.pop("id", None)
    return block.to_python(moments)


def change(stop: StopPage, *, by, **new) -> int:
    """Publish these fields and notify registrations if place or hours changed; returns how many.

    A draft in progress keeps its text and takes over the new fields.
    Raises ValidationError, and RegistrationRefused for a cancelled stop.
    """
    with transaction.atomic():
        stop = seats.lock(stop.pk)[stop.pk]
        if stop.is_cancelled:
            raise RegistrationRefused(CANCELLED, "closed")
        draft = stop.get_latest_revision_as_object() if stop.has_unpublished_changes else None
        _set(stop, new)
        stop.save()
        _publish(stop, by)
        if draft is not None:
            _set(draft, new)
            draft.save_revision(user=by, clean=False)
        return follow_through(stop)


def _set(stop: StopPage, new: dict) -> None:
    for name, value in new.items():
        setattr(stop, name, value)


def _publish(stop: StopPage, by) -> None:
    # Who may plan is decided by the role, not by rights on the page tree.
    revision = stop.save_revision(user=by, log_action=True)
    revision.publish(user=by, skip_permission_checks=True)


def cancel(stop: StopPage, reason: str, *, by=None, now: datetime | None = None) -> int:
    """Cancel the stop and notify all who come or wait; returns how many.

    Idempotent. Raises RegistrationRefused when the stop is over.
    """
    now = now or timezone.now()
    with transaction.atomic():
        stop = seats.lock(stop.pk)[stop.pk]
        if stop.is_cancelled:
            return 0
        if stop.ends_at <= now:
            raise RegistrationRefused(OVER, "closed")
        reason = mail.header_line(reason)
        StopPage.objects.filter(pk=stop.pk).update(
            cancelled_at=now, cancel_reason=reason, sequence=F("sequence") + 1
        )
        log(instance=stop, action="roadshow.cancel", user=by, data={"reason": reason})
        return _tell("stop_cancelled", stop, stop.sequence + 1)


def audience(stop: StopPage):
    """The registrations that are mailed about a change: with a seat or waiting for one."""
    State = Registration.State
    return Registration.objects.filter(
        stop=stop, state__in=[State.CONFIRMED, State.OFFERED, State.WAITING]
    )


def _tell(kind: str, stop: StopPage, sequence: int) -> int:
    told = list(audience(stop).order_by("pk").values_list("pk", flat=True))
    for pk in told:
        mail.post(f"roadshow.emails.{kind}", pk, dedupe=str(sequence))
    along = COMPANIONS_ARE_TOLD[kind]
    return len(told) + companions.tell(_companions(stop), along, f"stop-{sequence}")


def mails(stop: StopPage) -> int:
    """How many mails a change of place or hours sends."""
    told = _companions(stop).exclude(email="").exclude(told_at=None)
    return audience(stop).count() + len({visit.name_of(person) for person in told})


def _companions(stop: StopPage):
    return Companion.objects.filter(registration__in=audience(stop))


def follow_through(stop: StopPage, now: datetime | None = None) -> int:
    """What follows from publishing a stop: tell a change, offer seats that were added.

    Gives the number of registrations that were told. Safe to run again: the second time it finds
    nothing to tell.
    """
    with transaction.atomic():
        stop = seats.lock(stop.pk)[stop.pk]
        told = _announce(stop, now or timezone.now())
        waiting_list.offer_free_seats(stop, now)
    return told


def _announce(stop: StopPage, now: datetime) -> int:
    if not stop.live or stop.is_cancelled:
        return 0
    last, current = stop.announcements.last(), Announcement.of(stop)
    if last and current.says_the_same_as(last):
        return 0
    current.save()
    if last is None or stop.ends_at <= now:
        return 0
    StopPage.objects.filter(pk=stop.pk).update(sequence=F("sequence") + 1)
    if last.starts_at != current.starts_at:
        _new_day(stop, timezone.localdate(last.starts_at))
    return _tell("stop_changed", stop, stop.sequence + 1)


def _new_day(stop: StopPage, old: date) -> None:
    """Reminders and answers count from the new day, and no offer outlives the new beginning."""
    registrations = audience(stop)
    leads = list(registrations.values_list("lead", flat=True))
    capture.visit_moved(leads, old, visit.day(stop))
    registrations.update(reminded_week_at=None, reminded_day_at=None)
    registrations.filter(state=Registration.State.OFFERED, offered_until__gt=stop.starts_at).update(
        offered_until=stop.starts_at
    )


def venue_changed(venue: Venue, now: datetime | None = None) -> int:
    """Another address of a place moves every stop that is still to come there."""
    stops = StopPage.objects.upcoming(now).filter(venue=venue, cancelled_at=None)
    return sum(follow_through(stop, now) for stop in stops)


def announce_changes(now: datetime | None = None) -> int:
    """A due job: follow through on stops published outside a request (planned publication)."""
    now = now or timezone.now()
    told = 0
    stops = StopPage.objects.upcoming(now).filter(cancelled_at=None)
    for stop in stops.with_place().prefetch_related("announcements"):
        rows = list(stop.announcements.all())
        if not rows or not Announcement.of(stop).says_the_same_as(rows[-1]):
            told += follow_through(stop, now)
    return told
