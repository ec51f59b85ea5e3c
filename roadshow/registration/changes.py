"""What a party changes about its own visit: names, seats, stop, or everything off.

Each function locks, looks, refuses with a sentence or writes, and gives back the registration
as it stands then. Seats that come free go to the waiting list in the same transaction.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from brand import mail, tokens
from brand.http import throttle
from leads.models import Contact
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat, StopPage
from roadshow.models.registrations import MOST_COMPANIONS, new_door_code
from roadshow.registration import seats, waiting_list
from roadshow.registration.refusals import Refused, closed, full
from roadshow.registration.register import meet, note

State, Ending = Registration.State, Registration.Ending

# The mail that says how a party stands.
STANDS = {State.CONFIRMED: "confirmed", State.WAITING: "waiting", State.OFFERED: "offered"}

# Every change is a mail; nobody's mailbox is filled through a page of ours.
MOST_CHANGES = 40
MOST_TOLD = 8  # addresses of others, for one registration
MONTH = timedelta(days=30)

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
    """Mend a slip in the mail address and send the confirmation there.

    Nobody learns here either that the right address was there already: the page stays as it is,
    now as a second one of that registration, and the seat taken twice is free again.
    """
    email = email.strip().lower()
    with transaction.atomic():
        party = _open(party)
        if party.email == email or party.address_proven_at:
            return party
        if first := _known(party.stop, party, email):
            _join(party, first)
            return party
        _correct_contact(party, email)
        party.email = email
        party.save()
        note(party, f"Verbeterde het e-mailadres: {email}")
        mail.post(f"roadshow.emails.{STANDS[party.state]}", party.pk, dedupe=email)
    return party


def _join(party: Registration, first: Registration) -> None:
    page = {"token_nonce": party.token_nonce, "token_hash": party.token_hash}
    page |= {"screen_hash": party.screen_hash, "door_code": party.door_code}
    page |= {"name": party.name, "company": party.company, "state": party.state}
    held_until = party.held_until
    party.token_nonce, party.door_code = tokens.new_nonce(), new_door_code()
    party.token_hash = tokens.digest(party.token)
    party.screen_hash = tokens.digest(party.screen_token)
    waiting_list.end(party, Ending.SELF, timezone.now())
    note(party, "Schreef zich al eerder in, met een ander e-mailadres")
    Repeat.objects.create(registration=first, email=first.email, held_until=held_until, **page)
    today = timezone.localdate().isoformat()
    mail.post("roadshow.emails.already_registered", first.pk, once=today)
    waiting_list.pass_on(party.stop)


def correct_repeat(page: Repeat, email: str) -> None:
    """The same on the page of a repeat: the first registration was typed with the same slip."""
    first = page.registration
    if first.email == page.email:
        with suppress(Refused):
            correct_address(first, email)
    page.email = email
    page.save(update_fields=["email"])


def _correct_contact(party: Registration, email: str) -> None:
    """The one who was written down by this registration; who was known before stays as known."""
    if not party.lead:
        return
    known = Contact.objects.filter(
        employer=party.lead.employer_id, known_to=party.lead.owner_organisation_id
    )
    if known.filter(email=email).exists():
        return
    for contact in known.filter(email=party.email, created_at__gte=party.created_at):
        contact.email = email
        contact.save(update_fields=["email"])


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
        tell_companion(party, person)
    return person


def tell_companion(party: Registration, person: Companion) -> None:
    """Where and when, to an address that somebody else typed: once, and from who is known to us.

    Nobody mails strangers through us: not before the party's own address is proven, and to so many
    addresses in all. The seat is theirs all the same.
    """
    if not (person.email and party.is_confirmed and party.address_proven_at):
        return
    if throttle.allowed("companions", party.pk, MOST_TOLD, MONTH):
        mail.post("roadshow.emails.brought_along", visit.name_of(person), once="1")


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
        waiting_list.pass_on(party.stop)
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
        party.offered_until = party.waiting_since = party.held_until = None
        party.sequence += 1
        party.save()
        note(party, "Annuleerde het bezoek")
        mail.post("roadshow.emails.cancelled", party.pk)
        waiting_list.pass_on(party.stop)
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
    mail.post(f"roadshow.emails.{STANDS[state]}", party.pk)


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
        waiting_list.pass_on(old)
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
    mail.post("roadshow.emails.moved", party.pk)


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


def _known(stop: StopPage, party: Registration, email: str) -> Registration | None:
    there = Registration.objects.active().filter(stop=stop, email=email)
    return there.exclude(pk=party.pk).first()


def _refuse_known(stop: StopPage, party: Registration, email: str) -> None:
    if _known(stop, party, email):
        raise Refused(KNOWN, "known")


def _tell_change(party: Registration) -> None:
    mail.post("roadshow.emails.changed", party.pk)


def send_link(party: Registration | Repeat) -> None:
    """The link once more, at most once an hour a person."""
    first = party if party.is_first else party.registration
    with transaction.atomic():
        if not throttle.first_use("link", first.email, throttle.HOUR):
            return
        if party.is_first:
            mail.post(f"roadshow.emails.{STANDS.get(party.state, 'cancelled')}", party.pk)
        else:
            today = timezone.localdate().isoformat()
            mail.post("roadshow.emails.already_registered", first.pk, dedupe=today)
