"""At the door: who is in, who came unannounced, and a tap undone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from brand import scoping
from brand.dates import words as dates_words
from brand.forms.addresses import plain_address
from brand.search import typed
from leads.models import Interaction
from roadshow import visit
from roadshow.models import Registration, StopPage
from roadshow.registration import confirmation, seats
from roadshow.registration.refusals import RegistrationRefused
from roadshow.registration.timeline import record_on_lead

State = Registration.State

BOOKED = "Alle plaatsen zijn ingenomen. Laat u deze bezoeker toch binnen?"


def may_check_in_at(user, stop: StopPage) -> bool:
    """The door is kept by the host's desk and stewards, and by the federation's desk."""
    return user.is_authenticated and scoping.may(user, "roadshow.check_in", stop.organisation_id)


def stops_to_check_in(user):
    """The stops whose door this person keeps, those that do not take place aside."""
    stops = StopPage.objects.live().filter(cancelled_at=None).with_place()
    return stops.visible_to(user, "roadshow.check_in")


def arrive(registration: Registration, with_seats: int | None = None, at: datetime | None = None):
    """Check in so many people of a registration, all of them by default.

    Idempotent; another number corrects the first. Raises RegistrationRefused without a seat.
    """
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.state not in (State.CONFIRMED, State.PRESENT, State.ABSENT):
            raise RegistrationRefused(
                f"{registration.name} staat niet op de lijst. Schrijf deze bezoeker hier in."
            )
        was_in = registration.is_present
        registration.state = State.PRESENT
        registration.arrived_at = registration.arrived_at or at or timezone.now()
        registration.arrived_seats = min(
            max(1, with_seats or registration.seats), registration.seats
        )
        registration.save()
        if not was_in:
            if registration.address_proven_at is None:  # who stands here is somebody
                confirmation.confirm_on_lead(registration)
            people = dates_words.people(registration.arrived_seats)
            _add_to_timeline(
                registration, f"Was er in {visit.place(registration.stop)}, met {people}."
            )
    return registration


def undo(registration: Registration) -> Registration:
    """Undo a check-in."""
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.is_present:
            registration.state, registration.arrived_at, registration.arrived_seats = (
                State.CONFIRMED,
                None,
                0,
            )
            registration.save()
            _add_to_timeline(
                registration, f"Aankomst in {visit.place(registration.stop)} ongedaan gemaakt."
            )
    return registration


def walk_in(
    stop: StopPage, *, name: str, company: str, email: str, force: bool = False
) -> Registration:
    """Register and check in a visitor who had no registration.

    Raises RegistrationRefused when every seat is taken, unless the steward sets `force`: a visitor
    who is in the room is recorded, also above the number of seats.
    """
    email = plain_address(email)
    with transaction.atomic():
        stop = seats.lock(stop.pk)[stop.pk]
        if known := Registration.objects.active().filter(stop=stop, email=email).first():
            return _let_in_known(known, force)
        if not seats.take(stop, 1) and not force:
            raise RegistrationRefused(BOOKED, "full")
        registration = Registration.objects.create(
            stop=stop,
            name=name,
            company=company,
            email=email,
            state=State.PRESENT,
            arrived_at=timezone.now(),
            arrived_seats=1,
        )
        seats.recount(stop)
        record_on_lead(registration, "Kwam zonder inschrijving naar")
    return registration


def _let_in_known(registration: Registration, force: bool) -> Registration:
    """A known registration is checked in; from the waiting list only where there is room."""
    if registration.is_waiting:
        if not seats.take(registration.stop, registration.seats) and not force:
            raise RegistrationRefused(BOOKED, "full")
        registration.state, registration.waiting_since = State.CONFIRMED, None
        registration.save()
        seats.recount(registration.stop)
    elif registration.is_offered:
        registration.state, registration.offered_until = State.CONFIRMED, None
        registration.save()
    return arrive(registration)


def note(registration: Registration, text: str) -> None:
    """What this visitor said at the table; the desk reads it on the next working day.

    One line of the lead's timeline for each visitor: noted again, it is written anew.
    """
    with transaction.atomic():
        _, registration = seats.hold(registration)
        registration.table_note = text.strip()[:500]
        registration.save(update_fields=["table_note", "updated_at"])
        if registration.lead is None:
            return
        lines = registration.lead.interactions.filter(
            kind=Interaction.Kind.REGISTRATION, note__startswith=registration.table_words
        )
        line = lines.filter(at__gte=registration.stop.starts_at - timedelta(days=1)).first()
        if line and registration.table_note:
            line.note = registration.table_line
            line.save(update_fields=["note"])
        elif line:
            line.delete()
        elif registration.table_note:
            kind = Interaction.Kind.REGISTRATION
            registration.lead.add_to_timeline(kind, registration.table_line)


def counts(stop: StopPage) -> dict[str, int]:
    """People in, and people expected in all."""
    there = Registration.objects.filter(stop=stop).at_door()
    return there.aggregate(inside=Sum("arrived_seats", default=0), expected=Sum("seats", default=0))


def search(stop: StopPage, text: str) -> list[Registration]:
    """Registrations by name, company, address, number or companion; see brand/search/typed.py."""
    rows = Registration.objects.filter(stop=stop).at_door().prefetch_related("companions")
    return typed.pick(text, ((row, _line(row)) for row in rows))


def _line(registration: Registration) -> str:
    companions = [person.name for person in registration.companions.all()]
    own = registration.name, registration.company, registration.email, registration.phone
    return typed.line(*own, *companions)


def _add_to_timeline(registration: Registration, did: str) -> None:
    if registration.lead:
        registration.lead.add_to_timeline(Interaction.Kind.MEETING, did)
