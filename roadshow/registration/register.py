"""Registering for a stop: lock, look, refuse with a sentence or write, tell others."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import BigAutoField, CharField
from django.utils import timezone

from brand import audience, mail
from brand.forms.addresses import plain_address
from brand.http import throttle
from brand.queries.prepared import prepared
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat, StopPage
from roadshow.registration import changes, companions, holds, seats
from roadshow.registration.refusals import RegistrationRefused, closed, full
from roadshow.registration.timeline import lead_of

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
STANDS = (
    "Met dit formulier schreef u al iemand in, en zo blijft het. Wijzigen kan met de link in de"
    " mail. Wilt u nog iemand inschrijven? Uw gegevens staan er nog: verstuur ze opnieuw."
)
MOST_CORRECTIONS = 3  # with one form; each of them may mail another address


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
    # The page of an earlier form that this registration takes over.
    page: dict = field(default_factory=dict)

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
    that one. What was corrected in between is taken, until the mailed link was used; another name
    with another address, or another stop, is refused. `network` is the visitor's
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
    return not _same_form(submission) and not _known(stop=stop.pk, email=submission.email)


def _answer(
    stop_id: int, submission: Submission
) -> Registration | Repeat | RegistrationRefused | None:
    stop = seats.lock(stop_id)[stop_id]
    if same := _same_form(submission):
        if answer := _posted_again(stop, same, submission):
            return answer
        _give_up_form(same)
    if refusal := closed(stop):
        return refusal
    recent = holds.recent(submission.network)
    if recent.is_flood:
        return RegistrationRefused(BUSY, "busy")
    if recent.is_too_many:
        return RegistrationRefused(TOO_MANY, "busy")
    return _write_or_repeat(stop, submission, recent.held_until(stop))


def _write_or_repeat(
    stop: StopPage, submission: Submission, held_until
) -> Registration | Repeat | None:
    if first := _known.first(stop=stop.pk, email=submission.email):
        return _again(stop, first, submission, held_until)
    if seats.take(stop, submission.seats):
        return _write(stop, submission, State.CONFIRMED, held_until)
    return _write(stop, submission, State.WAITING) if submission.waiting_ok else None


def _same_form(submission: Submission) -> Registration | Repeat | None:
    if not submission.form_key:
        return None
    key = {"form_key": submission.form_key}
    return _by_form.first(Registration, **key) or _by_form.first(Repeat, **key)


@prepared(form_key=CharField())
def _by_form(model, form_key):
    return model.objects.filter(form_key=form_key)


@prepared(stop=BigAutoField(), email=CharField())
def _known(stop, email):
    """The registration of this address that stands."""
    return Registration.objects.active().filter(stop_id=stop, email=email)


def _posted_again(
    stop: StopPage, same: Registration | Repeat, submission: Submission
) -> Registration | Repeat | RegistrationRefused | None:
    """The answer to a form that was sent before; None when what it made is over.

    Whoever has the form typed what is in it, and may correct that as long as nobody used the
    mailed link. A known address is answered like a new one here too.
    """
    if same.stop_id != stop.pk:
        return RegistrationRefused(USED, "used")
    typed = {**submission.words, "phone": submission.phone}
    asked = typed if same.is_first else submission.words
    if all(getattr(same, name) == value for name, value in asked.items()):
        return same
    if same.is_cancelled:
        return None
    if same.email != submission.email and same.name.casefold() != submission.name.casefold():
        return RegistrationRefused(USED, "used")
    if same.was_used_since or not throttle.allowed(
        "corrections", submission.form_key, MOST_CORRECTIONS, companions.MONTH
    ):
        return RegistrationRefused(STANDS, "used")
    return _correct(stop, same, submission, typed)


def _correct(
    stop: StopPage, same: Registration | Repeat, submission: Submission, typed: dict
) -> Registration | Repeat:
    if same.is_first:
        corrected = changes.correct(same, **typed)
    elif same.email == submission.email:
        same.name, same.company = submission.name, submission.company
        same.save(update_fields=["name", "company"])
        corrected = same
    else:
        corrected = _instead_of(same, stop, submission)
    if submission.wants_newsletter:
        _subscribe(stop, submission)
    corrected.was_corrected = True
    return corrected


def _instead_of(page: Repeat, stop: StopPage, submission: Submission) -> Registration | Repeat:
    """Another address than the known one was meant: its registration gets this page."""
    kept = {name: getattr(page, name) for name in ("token_nonce", "screen_hash", "door_code")}
    kept["link_number"] = page.link_number + 1
    waits = page.state == State.WAITING
    page.delete()
    seats.recount(stop)
    given = replace(submission, page=kept, waiting_ok=submission.waiting_ok or waits)
    made = _write_or_repeat(stop, given, page.held_until)
    if made is None:
        raise full(stop, submission.seats)  # and the page stays
    return made


def _give_up_form(row: Registration | Repeat) -> None:
    row.form_key = None
    row.save(update_fields=["form_key"])


def _write(stop: StopPage, submission: Submission, state: str, held_until=None) -> Registration:
    waiting = state == State.WAITING
    registration = Registration(
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
        **submission.page,
    )
    registration.lead = lead_of(
        registration, "Op de wachtlijst voor" if waiting else "Schreef in voor"
    )
    registration.save(force_insert=True)
    Companion.objects.bulk_create(
        Companion(registration=registration, name=name, email=email)
        for name, email in submission.companions
    )
    _subscribe(stop, submission)
    kind = f"roadshow.emails.{'waiting' if waiting else 'confirmed'}"
    mail.post(kind, registration.pk, is_first=True)
    return registration


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
        **submission.page,
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
