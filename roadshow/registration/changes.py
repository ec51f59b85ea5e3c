"""Changes to a registration: names, seats, stop, cancelling.

Each function locks, looks, refuses with a sentence or writes, and gives back the registration
as it stands then. Seats that come free go to the waiting list in the same transaction.
"""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from brand import mail, tokens
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.models import BrandKit
from brand.privacy import journal
from leads import capture
from leads.models import Contact
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat, StopPage
from roadshow.models.registrations import MOST_COMPANIONS, new_door_code
from roadshow.registration import companions, holds, seats, waiting_list
from roadshow.registration.refusals import RegistrationRefused, closed, full
from roadshow.registration.timeline import add_to_timeline, record_on_lead

State, Ending = Registration.State, Registration.Ending

# The mail that says how a registration stands.
STANDS = {State.CONFIRMED: "confirmed", State.WAITING: "waiting", State.OFFERED: "offered"}

OBJECTED = "inschrijving-stil"  # in the journal

# So many links ahead: those of after a backup are none that were mailed before it was put back.
PASSED_OVER = 100

# Every change sends a mail; the limit protects the mailbox.
MOST_CHANGES = 40

OVER = "Dit bezoek is voorbij; er valt niets meer aan te wijzigen."
OFTEN = "Deze inschrijving werd al heel vaak gewijzigd. {reach}, dan regelen we het."
MORE = f"U kan hoogstens {MOST_COMPANIONS} mensen meebrengen. Komt u met meer? {{reach}}."
NOT_COMING = "Deze inschrijving is geannuleerd. Schrijf eerst opnieuw in."
KNOWN = "Met dit e-mailadres bent u daar al ingeschreven. De link staat in uw mail."


def change(registration: Registration, *, name: str, company: str, phone: str) -> Registration:
    with transaction.atomic():
        registration = _open(registration)
        new = {
            "name": mail.header_line(name)[:160],
            "company": mail.header_line(company)[:160],
            "phone": phone[:40],
        }
        if all(getattr(registration, field) == value for field, value in new.items()):
            return registration
        for field, value in new.items():
            setattr(registration, field, value)
        registration.sequence += 1
        registration.save()
        details = f"{registration.name}, {registration.company}"
        add_to_timeline(registration, f"Wijzigde de gegevens: {details}")
        _mail_change(registration)
    return registration


def correct(
    registration: Registration, *, name: str, company: str, phone: str, email: str
) -> Registration | Repeat:
    """What was corrected on the form itself, before the mailed link was used.

    The page of the form stays; it may belong to a Repeat afterwards.
    """
    if registration.email == email:
        return change(registration, name=name, company=company, phone=phone)
    with transaction.atomic():
        registration = _open(registration)
        registration.name, registration.company, registration.phone = name, company, phone
        registration.sequence += 1
        registration.save()
        correct_address(registration, email)
    page = {"screen_hash": registration.screen_hash}
    return Repeat.objects.filter(**page).first() or Registration.objects.get(**page)


def correct_address(registration: Registration, email: str) -> Registration:
    """Correct a mistyped mail address and send the confirmation there.

    When the right address was registered already, this is not revealed: the page becomes a Repeat
    of that registration, and the seat taken twice is released as that of any Repeat.
    """
    email = plain_address(email)
    with transaction.atomic():
        registration = _open(registration)
        if registration.email == email or registration.address_proven_at:
            return registration
        if first := _known(registration.stop, registration, email):
            _join(registration, first)
            return registration
        _correct_contact(registration, email)
        registration.email = email
        registration.renew_link()  # the one that was mailed is a stranger's
        registration.save()
        _note_replaced_link(registration)
        add_to_timeline(registration, f"Verbeterde het e-mailadres: {email}")
        mail.post(f"roadshow.emails.{STANDS[registration.state]}", registration.pk, dedupe=email)
    return registration


def _join(registration: Registration, first: Registration) -> None:
    # The link that was mailed is a stranger's, and opens neither of the two.
    page = {"token_nonce": registration.token_nonce, "link_number": registration.link_number + 1}
    page |= {"screen_hash": registration.screen_hash, "door_code": registration.door_code}
    page |= {"form_key": registration.form_key}
    page |= {
        "stop": registration.stop,
        "name": registration.name,
        "company": registration.company,
        "state": registration.state,
        "network": registration.network,
        "held_until": registration.held_until,
    }
    if registration.is_confirmed:
        page["seat_until"] = holds.repeated_until(registration.stop, registration.held_until)
    registration.token_nonce, registration.door_code = tokens.new_nonce(), new_door_code()
    registration.link_number, registration.form_key = 0, None
    registration.token_hash = tokens.digest(registration.token)
    registration.screen_hash = tokens.digest(registration.screen_token)
    waiting_list.end(registration, Ending.SELF, timezone.now())
    _note_replaced_link(registration)
    add_to_timeline(registration, "Schreef zich al eerder in, met een ander e-mailadres")
    Repeat.objects.create(registration=first, email=first.email, **page)
    today = timezone.localdate().isoformat()
    mail.post("roadshow.emails.already_registered", first.pk, once=today)
    waiting_list.pass_on(registration.stop)


@transaction.atomic
def object_to_messages(registration: Registration, *, wants_none: bool) -> None:
    """No messages about this stop beside those about the own visit; or again."""
    at = timezone.now() if wants_none else None
    Registration.objects.filter(pk=registration.pk).update(objected_at=at)
    if wants_none and not registration.is_demo:
        journal.note(OBJECTED, registration.pk, registration.created_at)


def object_again(entry: journal.Entry) -> bool:
    """After a backup of before. Who wants them again says so again: only a no comes back."""
    rows = Registration.objects.filter(pk=entry.row, created_at=entry.born)
    rows = rows.filter(objected_at=None, erased_at=None)
    return bool(rows.update(objected_at=entry.at))


def _note_replaced_link(registration: Registration) -> None:
    journal.note_replaced_links("inschrijving", registration.pk, registration.created_at)


def close_link(registration: Registration) -> None:
    """After a backup of before the address was corrected: the mailed link is a stranger's.

    Mails that still go there open nothing either, and no later link is the same as one of then.
    """
    registration.link_number += PASSED_OVER
    registration.token_hash = tokens.digest(tokens.new_nonce())
    registration.save(update_fields=["link_number", "token_hash"])


def correct_repeat(page: Repeat, email: str) -> None:
    """The same on the page of a repeat: the first registration was typed with the same slip."""
    first = page.registration
    if first.email == page.email:
        with suppress(RegistrationRefused):
            correct_address(first, email)
    page.email = email
    page.save(update_fields=["email"])


def _correct_contact(registration: Registration, email: str) -> None:
    """The one who was written down by this registration; who was known before stays as known."""
    if not registration.lead:
        return
    known = Contact.objects.filter(
        employer=registration.lead.employer_id, known_to=registration.lead.owner_organisation_id
    )
    if known.filter(email=email).exists():
        return
    for contact in known.filter(email=registration.email, created_at__gte=registration.created_at):
        contact.email = email
        contact.save(update_fields=["email"])


def add_companion(registration: Registration, name: str, email: str = "") -> Companion:
    """One more person; takes a seat, or a bigger place on the waiting list.

    Idempotent: the same name and address, from a second click, are the same person.
    """
    said = {"name": mail.header_line(name)[:160], "email": plain_address(email)}
    with transaction.atomic():
        registration = _open(registration)
        if same := registration.companions.filter(**said).first():
            return same
        _refuse_more(registration)
        if registration.is_confirmed and not seats.take(registration.stop, 1):
            raise RegistrationRefused("Er is geen plaats meer vrij voor nog iemand.", "full")
        registration.seats += 1
        registration.sequence += 1
        registration.save()
        person = Companion.objects.create(registration=registration, **said)
        add_to_timeline(registration, f"Brengt {person.name} mee")
        _mail_change(registration)
        companions.welcome(registration, person)
    return person


def _refuse_more(registration: Registration) -> None:
    if registration.is_offered:
        raise RegistrationRefused("Neem eerst de plaats aan die voor u vrijkwam.")
    if registration.seats > MOST_COMPANIONS:
        raise RegistrationRefused(_with_way(MORE, registration.stop))


def remove_companion(registration: Registration, companion: Companion) -> Registration:
    """Remove a companion; the seat goes to the waiting list."""
    with transaction.atomic():
        registration = _open(registration)
        person = registration.companions.filter(pk=companion.pk).first()
        if person is None:
            return registration
        companions.leave(person)
        registration.seats -= 1
        registration.sequence += 1
        registration.save()
        add_to_timeline(registration, f"Brengt {companion.name} niet mee")
        _mail_change(registration)
        waiting_list.pass_on(registration.stop)
    return registration


def cancel(registration: Registration, now: datetime | None = None) -> Registration:
    """Cancel the visit. Idempotent."""
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if registration.is_cancelled:
            return registration
        _refuse_over(registration)
        registration.state, registration.ending = State.CANCELLED, Ending.SELF
        registration.cancelled_at = now or timezone.now()
        registration.offered_until = registration.waiting_since = registration.held_until = None
        registration.sequence += 1
        registration.save()
        add_to_timeline(registration, "Annuleerde het bezoek")
        mail.post("roadshow.emails.cancelled", registration.pk)
        companions.cancel(registration)
        waiting_list.pass_on(registration.stop)
    return registration


def rebook(registration: Registration, *, waiting_ok: bool = False) -> Registration:
    """Register again: the same seats if free, else the waiting list if `waiting_ok`."""
    with transaction.atomic():
        _, registration = seats.hold(registration)
        if not registration.is_cancelled:
            return registration
        if refusal := closed(registration.stop):
            raise refusal
        _refuse_often(registration)
        _refuse_known(registration.stop, registration, registration.email)
        seated = seats.take(registration.stop, registration.seats)
        if not seated and not waiting_ok:
            raise full(registration.stop, registration.seats)
        _come_back(registration, State.CONFIRMED if seated else State.WAITING)
    return registration


def _come_back(registration: Registration, state: str) -> None:
    registration.state, registration.ending, registration.cancelled_at = state, "", None
    registration.held_back = ""
    registration.waiting_since = timezone.now() if state == State.WAITING else None
    registration.reminded_week_at = registration.reminded_day_at = None
    registration.sequence += 1
    registration.save()
    is_waiting = state == State.WAITING
    record_on_lead(
        registration, "Opnieuw op de wachtlijst voor" if is_waiting else "Schreef opnieuw in voor"
    )
    mail.post(f"roadshow.emails.{STANDS[state]}", registration.pk)
    if not is_waiting:
        companions.update(registration)


def move(registration: Registration, to: StopPage) -> Registration:
    """Move all seats to another stop, or none; the old seats go to the waiting list there."""
    with transaction.atomic():
        stops, registration = seats.hold(registration, to.pk)
        old, new = registration.stop, stops[to.pk]
        _refuse_over(registration)
        _refuse_often(registration)
        if registration.is_cancelled:
            raise RegistrationRefused(NOT_COMING)
        if new.pk == old.pk:
            return registration
        if refusal := closed(new):
            raise refusal
        _refuse_known(new, registration, registration.email)
        if not seats.take(new, registration.seats):
            raise RegistrationRefused(_no_room(new, registration.seats), "full")
        _settle(registration, old, new)
        waiting_list.pass_on(old)
    return registration


def _no_room(stop: StopPage, wanted: int) -> str:
    if wanted == 1:
        return f"In {visit.place(stop)} is geen plaats meer vrij. Kies een andere halte."
    return f"In {visit.place(stop)} zijn geen {wanted} plaatsen meer vrij. Kies een andere halte."


def _settle(registration: Registration, old: StopPage, new: StopPage) -> None:
    # The calendar entry keeps its name, so its number must grow whatever the new stop's is.
    registration.sequence = max(0, old.sequence + registration.sequence + 1 - new.sequence)
    registration.stop, registration.state = new, State.CONFIRMED
    registration.offered_until = registration.waiting_since = None
    registration.reminded_week_at = registration.reminded_day_at = None
    registration.save()
    before = registration.lead_id
    record_on_lead(registration, f"Koos een andere halte dan {visit.place(old)}:")
    if registration.lead_id == before:
        capture.stop_changed(before, old, new)
        capture.visit_moved([before], visit.day(old), visit.day(new))
    mail.post("roadshow.emails.moved", registration.pk)
    companions.update(registration)


def _open(registration: Registration) -> Registration:
    _, registration = seats.hold(registration)
    _refuse_over(registration)
    _refuse_often(registration)
    if registration.is_cancelled:
        raise RegistrationRefused(NOT_COMING)
    if registration.stop.is_cancelled:
        raise closed(registration.stop)
    return registration


def _refuse_over(registration: Registration) -> None:
    over = registration.stop.starts_at <= timezone.now()
    if over or registration.state in (State.PRESENT, State.ABSENT):
        raise RegistrationRefused(OVER, "closed")


def _refuse_often(registration: Registration) -> None:
    if registration.sequence >= MOST_CHANGES:
        raise RegistrationRefused(_with_way(OFTEN, registration.stop))


def _with_way(sentence: str, stop: StopPage) -> str:
    reach = visit.reach(stop, BrandKit.current())
    return sentence.format(reach=reach[0].upper() + reach[1:])


def _known(stop: StopPage, registration: Registration, email: str) -> Registration | None:
    there = Registration.objects.active().filter(stop=stop, email=email)
    return there.exclude(pk=registration.pk).first()


def _refuse_known(stop: StopPage, registration: Registration, email: str) -> None:
    if _known(stop, registration, email):
        raise RegistrationRefused(KNOWN, "known")


def _mail_change(registration: Registration) -> None:
    mail.post("roadshow.emails.changed", registration.pk)


def send_link(registration: Registration | Repeat) -> None:
    """The link once more, at most once an hour a person."""
    first = registration if registration.is_first else registration.registration
    with transaction.atomic():
        if not throttle.first_use("link", first.email, throttle.HOUR):
            return
        if registration.is_first:
            mail.post(
                f"roadshow.emails.{STANDS.get(registration.state, 'cancelled')}", registration.pk
            )
        else:
            today = timezone.localdate().isoformat()
            mail.post("roadshow.emails.already_registered", first.pk, dedupe=today)
