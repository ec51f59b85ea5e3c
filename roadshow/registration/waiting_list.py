"""The waiting list: who is offered a seat that comes free, and for how long.

The rule, in one sentence: the seats go to the first party in order of arrival that fits in
them as a whole. A party of three does not block one free seat for the party of one behind it,
and is never split; it stays first in line for the next three seats.

An offer holds its seats. Whoever does not answer in time leaves the list, so that the next one
gets the whole of their time; one button on their own page puts them back, at the end.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from roadshow.models import Registration, StopPage
from roadshow.registration import holds, seats
from roadshow.registration.refusals import Refused, closed
from roadshow.registration.register import note

State, Ending = Registration.State, Registration.Ending

LATE = "Deze plaats ging intussen naar de volgende op de wachtlijst."


def offer_free_seats(stop: StopPage, now: datetime | None = None) -> list[Registration]:
    """Offer what is free to those who wait; within a transaction that holds the stop's lock."""
    now = now or timezone.now()
    if closed(stop, now):
        return []
    left = seats.free(stop)
    offered = []
    for party in Registration.objects.filter(stop=stop).waiting() if left else ():
        if party.seats <= left and seats.take(stop, party.seats):
            left -= party.seats
            offered.append(_offer(stop, party, now))
        if not left:
            break
    return offered


def offer_seats_of(stop: StopPage, now: datetime | None = None) -> list[Registration]:
    """The same for whoever holds no lock yet: more seats were added, or a due job looks."""
    with transaction.atomic():
        return offer_free_seats(seats.lock(stop.pk)[stop.pk], now)


def _offer(stop: StopPage, party: Registration, now: datetime) -> Registration:
    party.state = State.OFFERED
    party.offered_until = holds.until(stop, now)
    party.save(update_fields=["state", "offered_until", "updated_at"])
    # A second offer, after a first that was not answered, is a mail of its own.
    mail.post("roadshow.emails.offered", party.pk, dedupe=party.offered_until.isoformat())
    return party


def accept(party: Registration, now: datetime | None = None) -> Registration:
    """Take the offered seats. Raises Refused when the offer passed on. Twice does no harm."""
    now = now or timezone.now()
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.state == State.CONFIRMED:
            return party
        refusal = closed(party.stop, now)
        if not refusal and party.state == State.OFFERED and party.offered_until > now:
            party.state, party.offered_until = State.CONFIRMED, None
            party.waiting_since = None
            party.save()
            note(party, "Nam de aangeboden plaats aan")
            mail.post("roadshow.emails.confirmed", party.pk)
            return party
    raise refusal or Refused(LATE, "late")


def decline(party: Registration, now: datetime | None = None) -> Registration:
    """No, thank you: the seats go to the next. Twice does no harm."""
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.state in (State.OFFERED, State.WAITING):
            end(party, Ending.DECLINED, now or timezone.now())
            note(party, "Bedankte voor een plaats")
            pass_on(party.stop, now)
    return party


def expire(party: Registration, now: datetime | None = None) -> bool:
    """An offer nobody answered passes on; True when this call did it."""
    now = now or timezone.now()
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.state != State.OFFERED or party.offered_until > now:
            return False
        end(party, Ending.EXPIRED, now)
        mail.post("roadshow.emails.offer_expired", party.pk)
        pass_on(party.stop, now)
    return True


def end(party: Registration, ending: str, now: datetime) -> None:
    party.state, party.ending, party.cancelled_at = State.CANCELLED, ending, now
    party.offered_until = party.waiting_since = party.held_until = None
    party.sequence += 1
    party.save()


def pass_on(stop: StopPage, now: datetime | None = None) -> None:
    """Count what is held and offer what came free; the caller holds the lock."""
    seats.recount(stop)
    offer_free_seats(stop, now)
