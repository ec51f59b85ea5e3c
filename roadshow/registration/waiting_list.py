"""The waiting list: who is offered a seat that comes free, and for how long.

The rule: free seats go to the first registration, in order of arrival, whose seats all fit. One for
three seats does not keep a single free seat from a registration for one behind it, and is never
split; it stays first in line for the next three seats.

An offer holds its seats. Without an answer in time the registration leaves the list, so that
the next one gets the full time; one button on its own page puts it back, at the end.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from brand import mail
from roadshow.models import Registration, Repeat, StopPage
from roadshow.registration import companions, holds, seats
from roadshow.registration.refusals import RegistrationRefused, closed
from roadshow.registration.timeline import add_to_timeline

State, Ending = Registration.State, Registration.Ending

OFFER_HOLDS = timedelta(hours=24)  # on the last day shorter, see `holds.until`

LATE = "Deze plaats ging intussen naar de volgende op de wachtlijst."


def offer_free_seats(stop: StopPage, now: datetime | None = None) -> list[Registration]:
    """Offer what is free to those who wait; within a transaction that holds the stop's lock."""
    now = now or timezone.now()
    if closed(stop, now):
        return []
    left = seats.free(stop)
    offered = []
    for registration in Registration.objects.filter(stop=stop).waiting() if left else ():
        if registration.seats <= left and seats.take(stop, registration.seats):
            left -= registration.seats
            offered.append(_offer(stop, registration, now))
        if not left:
            break
    return offered


def offer_seats_of(stop: StopPage, now: datetime | None = None) -> list[Registration]:
    """The same without a lock held yet: capacity was raised, or a due job runs."""
    with transaction.atomic():
        return offer_free_seats(seats.lock(stop.pk)[stop.pk], now)


def _offer(stop: StopPage, registration: Registration, now: datetime) -> Registration:
    registration.state = State.OFFERED
    registration.offered_until = holds.until(stop, now, OFFER_HOLDS)
    registration.save(update_fields=["state", "offered_until", "updated_at"])
    # A second offer, after a first that was not answered, is a mail of its own.
    mail.post(
        "roadshow.emails.offered", registration.pk, dedupe=registration.offered_until.isoformat()
    )
    return registration


def accept(registration: Registration, now: datetime | None = None) -> Registration:
    """Take the offered seats. Idempotent. Raises RegistrationRefused when the offer has expired."""
    now = now or timezone.now()
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.state == State.CONFIRMED:
            return registration
        refusal = closed(registration.stop, now)
        if not refusal and registration.state == State.OFFERED and registration.offered_until > now:
            registration.state, registration.offered_until = State.CONFIRMED, None
            registration.waiting_since = None
            registration.save()
            add_to_timeline(registration, "Nam de aangeboden plaats aan")
            mail.post("roadshow.emails.confirmed", registration.pk)
            companions.update(registration)
            return registration
    raise refusal or RegistrationRefused(LATE, "late")


def decline(registration: Registration, now: datetime | None = None) -> Registration:
    """Decline the offer: the seats go to the next. Idempotent."""
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.state in (State.OFFERED, State.WAITING):
            end(registration, Ending.DECLINED, now or timezone.now())
            add_to_timeline(registration, "Bedankte voor een plaats")
            pass_on(registration.stop, now)
    return registration


def expire(registration: Registration, now: datetime | None = None) -> bool:
    """End an unanswered offer; True when this call did it."""
    now = now or timezone.now()
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.state != State.OFFERED or registration.offered_until > now:
            return False
        end(registration, Ending.EXPIRED, now)
        mail.post("roadshow.emails.offer_expired", registration.pk)
        pass_on(registration.stop, now)
    return True


def end(registration: Registration, ending: str, now: datetime) -> None:
    registration.state, registration.ending, registration.cancelled_at = (
        State.CANCELLED,
        ending,
        now,
    )
    registration.offered_until = registration.waiting_since = registration.held_until = None
    registration.sequence += 1
    registration.save()


def release_repeats(now: datetime | None = None) -> int:
    """Release the seats held because a known address was typed again; how many."""
    now = now or timezone.now()
    late = Repeat.objects.filter(seat_until__lte=now)
    return sum(_release_repeats(pk, now) for pk in set(late.values_list("stop_id", flat=True)))


@transaction.atomic
def _release_repeats(stop_id: int, now: datetime) -> int:
    stop = seats.lock(stop_id)[stop_id]
    released = Repeat.objects.filter(stop=stop, seat_until__lte=now).update(seat_until=None)
    pass_on(stop, now)
    return released


def pass_on(stop: StopPage, now: datetime | None = None) -> None:
    """Count what is held and offer what came free; the caller holds the lock."""
    seats.recount(stop)
    offer_free_seats(stop, now)
