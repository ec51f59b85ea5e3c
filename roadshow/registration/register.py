"""Registering for a stop: lock, look, refuse with a sentence or write, tell others."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from brand import audience, mail
from brand.http import throttle
from leads import capture
from leads.models import Interaction
from roadshow import visit
from roadshow.models import Companion, Registration, Repeat, StopPage
from roadshow.registration import holds, seats
from roadshow.registration.refusals import Refused, closed, full

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
class Party:
    """What the form said, in the shape in which it is kept."""

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
    """Give this party its seats, all or none; or a place on the waiting list when `waiting_ok`.

    Raises Refused. A form (`form_key`) is good for one registration: sent twice it gives the same
    one again, with another address or for another stop it is refused. `network` is where it came
    from, when a visitor sent it. An address that is registered already gives a Repeat: its page
    looks like a first one, and the first registration stays as it is; its owner gets a mail, at
    most once a day.
    """
    party = Party(
        name=mail.one_line(name)[:160],
        company=mail.one_line(company)[:160],
        email=email.strip().lower(),
        phone=phone[:40],
        companions=tuple(_companion(entry) for entry in companions),
        wants_newsletter=wants_newsletter,
        form_key=_key(form_key),
        network=throttle.hashed(network) if network else "",
        touch=touch,
        waiting_ok=waiting_ok,
        is_demo=is_demo,
    )
    if _comes_too_late(stop, party):
        raise full(stop, party.seats)
    with transaction.atomic():
        answer = _answer(stop.pk, party)
    # Raised only now: what was written for a known address must stay.
    if answer is None:
        raise full(stop, party.seats)
    if isinstance(answer, Refused):
        raise answer
    return answer


def _key(form_key: str | None) -> str | None:
    return hashlib.sha256(form_key.encode()).hexdigest()[:40] if form_key else None


def _companion(entry: str | tuple[str, str]) -> tuple[str, str]:
    name, email = (entry, "") if isinstance(entry, str) else entry
    return mail.one_line(name)[:160], email.strip().lower()


def _comes_too_late(stop: StopPage, party: Party) -> bool:
    """A stranger to a full stop is refused by a look alone.

    Only who may get something queues for the lock: at a rush, a thousand refusals would keep
    those with a seat waiting.
    """
    if party.waiting_ok or closed(stop) or not seats.is_full(stop, party.seats):
        return False
    known = Registration.objects.active().filter(stop=stop, email=party.email)
    return not _same_form(party) and not known.exists()


def _answer(stop_id: int, party: Party) -> Registration | Repeat | Refused | None:
    stop = seats.lock(stop_id)[stop_id]
    if same := _same_form(party):
        is_same = (same.stop.pk, same.email) == (stop.pk, party.email)
        return same if is_same else Refused(USED, "used")
    if refusal := closed(stop):
        return refusal
    recent = holds.recent(party.network)
    if recent.is_flood:
        return Refused(BUSY, "busy")
    if recent.is_too_many:
        return Refused(TOO_MANY, "busy")
    held_until = recent.held_until(stop)
    if first := Registration.objects.active().filter(stop=stop, email=party.email).first():
        return _again(stop, first, party, held_until)
    if seats.take(stop, party.seats):
        return _write(stop, party, State.CONFIRMED, held_until)
    return _write(stop, party, State.WAITING) if party.waiting_ok else None


def _same_form(party: Party) -> Registration | Repeat | None:
    if not party.form_key:
        return None
    key = {"form_key": party.form_key}
    return Registration.objects.filter(**key).first() or Repeat.objects.filter(**key).first()


def _write(stop: StopPage, party: Party, state: str, held_until=None) -> Registration:
    waiting = state == State.WAITING
    registration = Registration.objects.create(
        stop=stop,
        **party.words,
        phone=party.phone,
        seats=party.seats,
        wants_newsletter=party.wants_newsletter,
        state=state,
        network=party.network,
        held_until=held_until,
        waiting_since=timezone.now() if waiting else None,
        form_key=party.form_key,
        touch=party.touch,
        is_demo=party.is_demo,
    )
    Companion.objects.bulk_create(
        Companion(registration=registration, name=name, email=email)
        for name, email in party.companions
    )
    meet(registration, "Op de wachtlijst voor" if waiting else "Schreef in voor")
    _subscribe(stop, party)
    mail.post(f"roadshow.emails.{'waiting' if waiting else 'confirmed'}", registration.pk)
    return registration


def meet(registration: Registration, did: str) -> None:
    """Write on the employer's dossier what happened; it is made when there is none."""
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
    )
    registration.save(update_fields=["lead"])


def note(party: Registration, did: str) -> None:
    """A line on the employer's dossier about this visit."""
    if party.lead:
        line = f"{did} ({visit.place(party.stop)}, {visit.when(party.stop)})."
        capture.remark(party.lead, Interaction.Kind.REGISTRATION, line)


def _again(stop: StopPage, first: Registration, party: Party, held_until) -> Repeat | None:
    """Nobody learns here that the address was known: a stranger would get the same answer."""
    today = timezone.localdate().isoformat()
    mail.post("roadshow.emails.already_registered", first.pk, once=today)
    _subscribe(stop, party)
    has_seat = first.state == State.CONFIRMED and seats.has_room(stop, party.seats)
    if not has_seat and not party.waiting_ok:
        return None
    return Repeat.objects.create(
        registration=first,
        **party.words,
        state=State.CONFIRMED if has_seat else State.WAITING,
        held_until=held_until if has_seat else None,
        form_key=party.form_key,
    )


def _subscribe(stop: StopPage, party: Party) -> None:
    if party.wants_newsletter:
        audience.subscribe(
            party.email,
            name=party.name,
            company=party.company,
            province=stop.venue.municipality.province,
            source=f"inschrijving {visit.place(stop)}",
            wording=audience.WORDING,
            is_demo=party.is_demo,
        )
