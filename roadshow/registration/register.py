"""Registering for a stop: lock, look, refuse with a sentence or write, tell others."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from brand import audience, mail
from brand.forms.addresses import plain_address
from brand.http import throttle
from leads import capture
from leads.models import Interaction
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat, StopPage
from roadshow.registration import holds, seats
from roadshow.registration.refusals import RegistrationRefused, closed, full

State = Registration.State

BUSY = throttle.BUSY.format(what="inschrijvingen")
TOO_MANY = (
    "Van uw netwerk kwamen het laatste uur heel veel inschrijvingen waarvan de link in de mail nog"
    " niet geopend werd. Open die links, of wacht een uur en verstuur opnieuw. Uw gegevens staan er"
    " nog."
)
USED = (
    "Met dit formulier schreef u al iemand in. Uw gegevens staan er nog: kijk ze na en verstuur"
    " opnieuw."
)


@dataclass(frozen=True)
class Submission:
    """The cleaned values of a registration form."""

    name: str
    company: str
    email: str
    phone: str
    companions: tuple[tuple[str, str], ...]
    wants_newsletter: bool
    form_key: str | None
    network: str
    touch: object
    waiting_ok: bool
    is_demo: bool

    @property
    def seats(self) -> int:
        return 1 + len(self.companions)

    @property
    def words(self) -> dict:
        return {"name": self.name, "company": self.company, "email": self.email}


def register(
    stop: StopPage,
    *,
    name: str,
    company: str,
    email: str,
    phone: str = "",
    companions: Iterable[str | tuple[str, str]] = (),
    wants_newsletter: bool = False,
    form_key: str | None = None,
    network: str = "",
    touch=None,
    waiting_ok: bool = False,
    is_demo: bool = False,
) -> Registration | Repeat:
    """Take all seats of this submission or none; join the waiting list instead if `waiting_ok`.

    Raises RegistrationRefused. A form (`form_key`) makes one registration: posted again it returns
    that one, with another address or for another stop it is refused. `network` is the visitor's
    network, if a visitor posted it. An address that is registered already gives a Repeat: its page
    looks like that of a first registration, which itself stays as it is; its owner gets a mail, at
    most once a day.
    """
    submission = Submission(
        name=mail.header_line(name)[:160],
        company=mail.header_line(company)[:160],
        email=plain_address(email),
        phone=phone[:40],
        companions=tuple(_companion(entry) for entry in companions),
        wants_newsletter=wants_newsletter,
        form_key=_key(form_key),
        network=throttle.hashed(network) if network else "",
        touch=touch,
        waiting_ok=waiting_ok,
        is_demo=is_demo,
    )
    if _comes_too_late(stop, submission):
        raise full(stop, submission.seats)
    with transaction.atomic():
        answer = _answer(stop.pk, submission)
    # Raised only now: what was written for a known address must stay.
    if answer is None:
        raise full(stop, submission.seats)
    if isinstance(answer, RegistrationRefused):
        raise answer
    return answer


def _key(form_key: str | None) -> str | None:
    return hashlib.sha256(form_key.encode()).hexdigest()[:40] if form_key else None


def _companion(entry: str | tuple[str, str]) -> tuple[str, str]:
    name, email = (entry, "") if isinstance(entry, str) else entry
    return mail.header_line(name)[:160], plain_address(email)


def _comes_too_late(stop: StopPage, submission: Submission) -> bool:
    """A stranger to a full stop is refused by a look alone.

    Only who may get something queues for the lock: at a rush, a thousand refusals would keep
    those with a seat waiting.
    """
    if submission.waiting_ok or closed(stop) or not seats.is_full(stop, submission.seats):
        return False
    known = Registration.objects.active().filter(stop=stop, email=submission.email)
    return not _same_form(submission) and not known.exists()


def _answer(
    stop_id: int, submission: Submission
) -> Registration | Repeat | RegistrationRefused | None:
    stop = seats.lock(stop_id)[stop_id]
    if same := _same_form(submission):
        is_same = (same.stop.pk, same.email) == (stop.pk, submission.email)
        return same if is_same else RegistrationRefused(USED, "used")
    if refusal := closed(stop):
        return refusal
    recent = holds.recent(submission.network)
    if recent.is_flood:
        return RegistrationRefused(BUSY, "busy")
    if recent.is_too_many:
        return RegistrationRefused(TOO_MANY, "busy")
    held_until = recent.held_until(stop)
    if first := Registration.objects.active().filter(stop=stop, email=submission.email).first():
        return _again(stop, first, submission, held_until)
    if seats.take(stop, submission.seats):
        return _write(stop, submission, State.CONFIRMED, held_until)
    return _write(stop, submission, State.WAITING) if submission.waiting_ok else None


def _same_form(submission: Submission) -> Registration | Repeat | None:
    if not submission.form_key:
        return None
    key = {"form_key": submission.form_key}
    return Registration.objects.filter(**key).first() or Repeat.objects.filter(**key).first()


def _write(stop: StopPage, submission: Submission, state: str, held_until=None) -> Registration:
    waiting = state == State.WAITING
    registration = Registration.objects.create(
        stop=stop,
        **submission.words,
        phone=submission.phone,
        seats=submission.seats,
        wants_newsletter=submission.wants_newsletter,
        state=state,
        network=submission.network,
        held_until=held_until,
        waiting_since=timezone.now() if waiting else None,
        form_key=submission.form_key,
        touch=submission.touch,
        is_demo=submission.is_demo,
    )
    Companion.objects.bulk_create(
        Companion(registration=registration, name=name, email=email)
        for name, email in submission.companions
    )
    record_on_lead(registration, "Op de wachtlijst voor" if waiting else "Schreef in voor")
    _subscribe(stop, submission)
    mail.post(f"roadshow.emails.{'waiting' if waiting else 'confirmed'}", registration.pk)
    return registration


def record_on_lead(registration: Registration, did: str) -> None:
    """Write on the employer's lead what happened; it is made when there is none."""
    stop = registration.stop
    registration.lead = capture.capture(
        name=registration.name,
        company=registration.company,
        email=registration.email,
        phone=registration.phone,
        tour=stop.get_parent(),
        host=stop.organisation,
        happened=(
            f"{did} {visit.place(stop)}, {visit.when(stop)}"
            f" ({visit.seats_words(registration.seats)})."
        ),
        touch=registration.touch,
        is_demo=registration.is_demo,
        is_proven=registration.is_present or registration.address_proven_at is not None,
    )
    registration.save(update_fields=["lead"])


def add_to_timeline(registration: Registration, did: str) -> None:
    """A line on the employer's lead about this visit."""
    if registration.lead:
        line = f"{did} ({visit.place(registration.stop)}, {visit.when(registration.stop)})."
        registration.lead.add_to_timeline(Interaction.Kind.REGISTRATION, line)


def _again(
    stop: StopPage, first: Registration, submission: Submission, held_until
) -> Repeat | None:
    """Answer a known address like a new one, so that the form does not reveal who is registered."""
    today = timezone.localdate().isoformat()
    mail.post("roadshow.emails.already_registered", first.pk, once=today)
    _subscribe(stop, submission)
    has_seat = (
        first.state == State.CONFIRMED
        and seats.has_room(stop, submission.seats)
        and seats.take(stop, Repeat.seats)
    )
    if not has_seat and not submission.waiting_ok:
        return None
    return Repeat.objects.create(
        registration=first,
        stop=stop,
        **submission.words,
        state=State.CONFIRMED if has_seat else State.WAITING,
        network=submission.network,
        held_until=held_until if has_seat else None,
        seat_until=holds.repeated_until(stop, held_until) if has_seat else None,
        form_key=submission.form_key,
    )


def _subscribe(stop: StopPage, submission: Submission) -> None:
    if submission.wants_newsletter:
        audience.subscribe(
            submission.email,
            name=submission.name,
            company=submission.company,
            province=stop.venue.municipality.province,
            source=f"inschrijving {visit.place(stop)}",
            wording=audience.WORDING,
            is_demo=submission.is_demo,
        )
