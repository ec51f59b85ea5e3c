"""What a party changes about its own visit: names, seats, stop, or everything off.

Each function locks, looks, refuses with a sentence or writes, and gives back the registration
as it stands then. Seats that come free go to the waiting list in the same transaction.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail
from leads.models import Contact
from roadshow import seats, visit, waiting
from roadshow.models import Companion, Registration, StopPage
from roadshow.models.registrations import MOST_COMPANIONS
from roadshow.refusing import Refused, closed, full
from roadshow.registering import meet, note

State, Ending = Registration.State, Registration.Ending

# The mail that says how a party stands.
STANDS = {State.CONFIRMED: "confirmed", State.WAITING: "waiting", State.OFFERED: "offered"}

# Every change is a mail; nobody's mailbox is filled through a page of ours.
MOST_CHANGES = 40

OVER = "Dit bezoek is voorbij; er valt niets meer aan te wijzigen."
OFTEN = "Deze inschrijving werd al heel vaak gewijzigd. Bel ons even, dan regelen we het."
NOT_COMING = "Deze inschrijving is geannuleerd. Schrijf eerst opnieuw in."
KNOWN = "Met dit e-mailadres bent u daar al ingeschreven. De link staat in uw mail."


def change(party: Registration, *, name: str, company: str, phone: str) -> Registration:
    with transaction.atomic():
        party = _open(party)
        new = {
            "name": mail.one_line(name)[:160],
            "company": mail.one_line(company)[:160],
            "phone": phone[:40],
        }
        if all(getattr(party, field) == value for field, value in new.items()):
            return party
        for field, value in new.items():
            setattr(party, field, value)
        party.sequence += 1
        party.save()
        note(party, f"Wijzigde de gegevens: {party.name}, {party.company}")
        _tell_change(party)
    return party


def correct_address(party: Registration, email: str) -> Registration:
    """Mend a slip in the mail address and send the confirmation there."""
    with transaction.atomic():
        party = _open(party)
        email = email.strip().lower()
        if party.email == email:
            return party
        _refuse_known(party.stop, party, email)
        _correct_contact(party, email)
        party.email = email
        party.save()
        note(party, f"Verbeterde het e-mailadres: {email}")
        mail.post(f"roadshow.emails.{STANDS[party.state]}", party.pk, dedupe=email)
    return party


def _correct_contact(party: Registration, email: str) -> None:
    if not party.lead:
        return
    contacts = Contact.objects.filter(employer=party.lead.employer_id)
    if not contacts.filter(email=email).exists():
        contacts.filter(email=party.email).update(email=email)


def bring(party: Registration, name: str, email: str = "") -> Companion:
    """One more person; takes a seat, or a bigger place on the waiting list."""
    with transaction.atomic():
        party = _open(party)
        _refuse_more(party)
        if party.is_confirmed and not seats.take(party.stop, 1):
            raise Refused("Er is geen plaats meer vrij voor nog iemand.", "full")
        party.seats += 1
        party.sequence += 1
        party.save()
        person = Companion.objects.create(
            registration=party, name=mail.one_line(name)[:160], email=email.strip().lower()
        )
        note(party, f"Brengt {person.name} mee")
        _tell_change(party)
        if person.email and party.is_confirmed:
            mail.post("roadshow.emails.brought_along", visit.name_of(person), once="1")
    return person


def _refuse_more(party: Registration) -> None:
    if party.is_offered:
        raise Refused("Neem eerst de plaats aan die voor u vrijkwam.")
    if party.seats > MOST_COMPANIONS:
        raise Refused(f"U kan hoogstens {MOST_COMPANIONS} mensen meebrengen. Bel ons voor meer.")


def leave_behind(party: Registration, companion: Companion) -> Registration:
    """This person does not come along after all; the seat goes to who waits."""
    with transaction.atomic():
        party = _open(party)
        gone, _ = party.companions.filter(pk=companion.pk).delete()
        if not gone:
            return party
        party.seats -= 1
        party.sequence += 1
        party.save()
        note(party, f"Brengt {companion.name} niet mee")
        _tell_change(party)
        waiting.pass_on(party.stop)
    return party


def cancel(party: Registration, now: datetime | None = None) -> Registration:
    """Not coming after all. Twice does no harm."""
    with transaction.atomic():
        _, party = seats.hold(party)
        if party.is_cancelled:
            return party
        _refuse_over(party)
        party.state, party.ending = State.CANCELLED, Ending.SELF
        party.cancelled_at = now or timezone.now()
        party.offered_until = party.waiting_since = None
        party.sequence += 1
        party.save()
        note(party, "Annuleerde het bezoek")
        mail.post("roadshow.emails.cancelled", party.pk, dedupe=str(party.sequence))
        waiting.pass_on(party.stop)
    return party


def come_again(party: Registration, *, waiting_ok: bool = False) -> Registration:
    """Coming after all: the same seats if there are, else the waiting list when asked."""
    with transaction.atomic():
        _, party = seats.hold(party)
        if not party.is_cancelled:
            return party
        if refusal := closed(party.stop):
            raise refusal
        _refuse_often(party)
        _refuse_known(party.stop, party, party.email)
        seated = seats.take(party.stop, party.seats)
        if not seated and not waiting_ok:
            raise full(party.stop, party.seats)
        _come_back(party, State.CONFIRMED if seated else State.WAITING)
    return party


def _come_back(party: Registration, state: str) -> None:
    party.state, party.ending, party.cancelled_at = state, "", None
    party.waiting_since = timezone.now() if state == State.WAITING else None
    party.reminded_week_at = party.reminded_day_at = None
    party.sequence += 1
    party.save()
    is_waiting = state == State.WAITING
    meet(party, "Opnieuw op de wachtlijst voor" if is_waiting else "Schreef opnieuw in voor")
    mail.post(f"roadshow.emails.{STANDS[state]}", party.pk, dedupe=str(party.sequence))


def move(party: Registration, to: StopPage) -> Registration:
    """To another stop, with every seat or not at all; the old seats go to who waits there."""
    with transaction.atomic():
        stops, party = seats.hold(party, to.pk)
        old, new = party.stop, stops[to.pk]
        _refuse_over(party)
        _refuse_often(party)
        if party.is_cancelled:
            raise Refused(NOT_COMING)
        if new.pk == old.pk:
            return party
        if refusal := closed(new):
            raise refusal
        _refuse_known(new, party, party.email)
        if not seats.take(new, party.seats):
            raise Refused(_no_room(new, party.seats), "full")
        _settle(party, old, new)
        waiting.pass_on(old)
    return party


def _no_room(stop: StopPage, wanted: int) -> str:
    if wanted == 1:
        return f"In {visit.place(stop)} is geen plaats meer vrij. Kies een andere halte."
    return f"In {visit.place(stop)} zijn geen {wanted} plaatsen meer vrij. Kies een andere halte."


def _settle(party: Registration, old: StopPage, new: StopPage) -> None:
    # The calendar entry keeps its name, so its number must grow whatever the new stop's is.
    party.sequence = max(0, old.sequence + party.sequence + 1 - new.sequence)
    party.stop, party.state = new, State.CONFIRMED
    party.offered_until = party.waiting_since = None
    party.reminded_week_at = party.reminded_day_at = None
    party.save()
    meet(party, f"Koos een andere halte dan {visit.place(old)}:")
    mail.post("roadshow.emails.moved", party.pk, dedupe=str(party.sequence))


def _open(party: Registration) -> Registration:
    _, party = seats.hold(party)
    _refuse_over(party)
    _refuse_often(party)
    if party.is_cancelled:
        raise Refused(NOT_COMING)
    if party.stop.is_cancelled:
        raise closed(party.stop)
    return party


def _refuse_over(party: Registration) -> None:
    over = party.stop.starts_at <= timezone.now()
    if over or party.state in (State.PRESENT, State.ABSENT):
        raise Refused(OVER, "closed")


def _refuse_often(party: Registration) -> None:
    if party.sequence >= MOST_CHANGES:
        raise Refused(OFTEN)


def _refuse_known(stop: StopPage, party: Registration, email: str) -> None:
    there = Registration.objects.active().filter(stop=stop, email=email).exclude(pk=party.pk)
    if there.exists():
        raise Refused(KNOWN, "known")


def _tell_change(party: Registration) -> None:
    mail.post("roadshow.emails.changed", party.pk)
