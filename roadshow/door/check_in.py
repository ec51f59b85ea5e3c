"""At the door: who is in, who came unannounced, and a tap undone."""

import unicodedata
from datetime import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from brand import scoping
from brand.dates import words as dates_words
from leads import capture
from leads.models import Interaction
from roadshow import visit
from roadshow.models import Registration, StopPage
from roadshow.registration import seats
from roadshow.registration.refusals import Refused
from roadshow.registration.register import meet

State = Registration.State

BOOKED = "Alle plaatsen zijn ingenomen. Laat u deze bezoeker toch binnen?"


def may_stand_at(user, stop: StopPage) -> bool:
    """The door is kept by the host's desk and stewards, and by the federation's desk."""
    return user.is_authenticated and scoping.may(user, "roadshow.check_in", stop.organisation_id)


def kept_by(user):
    """The stops whose door this person keeps, those that do not take place aside."""
    stops = StopPage.objects.live().filter(cancelled_at=None).with_place()
    return stops.visible_to(user, "roadshow.check_in")


def arrive(party: Registration, with_seats: int | None = None, at: datetime | None = None):
    """This party is in, with so many people; all of them when no number is said.

    Twice does no harm; another number corrects the first. Raises Refused for who holds no seat.
    """
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.state not in (State.CONFIRMED, State.PRESENT, State.ABSENT):
            raise Refused(f"{party.name} staat niet op de lijst. Schrijf deze bezoeker hier in.")
        was_in = party.is_present
        party.state = State.PRESENT
        party.arrived_at = party.arrived_at or at or timezone.now()
        party.arrived_seats = min(max(1, with_seats or party.seats), party.seats)
        party.save()
        if not was_in:
            people = dates_words.people(party.arrived_seats)
            _note(party, f"Was er in {visit.place(party.stop)}, met {people}.")
    return party


def undo(party: Registration) -> Registration:
    """That was the wrong name: as before the tap."""
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.is_present:
            party.state, party.arrived_at, party.arrived_seats = State.CONFIRMED, None, 0
            party.save()
            _note(party, f"Aankomst in {visit.place(party.stop)} ongedaan gemaakt.")
    return party


def walk_in(
    stop: StopPage, *, name: str, company: str, email: str, force: bool = False
) -> Registration:
    """Somebody without a registration is let in.

    Raises Refused when every seat is taken, unless the steward says so with `force`: whoever
    stands in the room is known afterwards, also above the number of seats.
    """
    email = email.strip().lower()
    with transaction.atomic():
        stop = seats.lock(stop.pk)[stop.pk]
        if known := Registration.objects.active().filter(stop=stop, email=email).first():
            return _let_in_known(known, force)
        if not seats.take(stop, 1) and not force:
            raise Refused(BOOKED, "full")
        party = Registration.objects.create(
            stop=stop,
            name=name,
            company=company,
            email=email,
            state=State.PRESENT,
            arrived_at=timezone.now(),
            arrived_seats=1,
        )
        seats.recount(stop)
        meet(party, "Kwam zonder inschrijving naar")
    return party


def _let_in_known(party: Registration, force: bool) -> Registration:
    """Registered after all: in with them; from the waiting list only where there is room."""
    if party.is_waiting:
        if not seats.take(party.stop, party.seats) and not force:
            raise Refused(BOOKED, "full")
        party.state, party.waiting_since = State.CONFIRMED, None
        party.save()
        seats.recount(party.stop)
    elif party.is_offered:
        party.state, party.offered_until = State.CONFIRMED, None
        party.save()
    return arrive(party)


def counts(stop: StopPage) -> dict[str, int]:
    """People in, and people expected in all."""
    there = Registration.objects.filter(stop=stop).at_door()
    return there.aggregate(inside=Sum("arrived_seats", default=0), expected=Sum("seats", default=0))


def search(stop: StopPage, text: str) -> list[Registration]:
    """Who may come in, by any part of name, firm or companion; accents and case aside."""
    rows = Registration.objects.filter(stop=stop).at_door().prefetch_related("companions")
    words = _plain(text).split()
    return [row for row in rows if all(word in _label(row) for word in words)]


def _label(party: Registration) -> str:
    companions = " ".join(person.name for person in party.companions.all())
    return _plain(f"{party.name} {party.company} {companions}")


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _note(party: Registration, did: str) -> None:
    if party.lead:
        capture.remark(party.lead, Interaction.Kind.MEETING, did)
