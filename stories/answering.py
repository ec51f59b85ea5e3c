"""What somebody answers. Consents are evidence: a new answer is added, and replaces the old."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from brand import mail
from stories import asking, belonging, withdrawing, wording
from stories.models import Consent, ConsentRequest, Withdrawal

Channel, Purpose, Way = Consent.Channel, Consent.Purpose, Consent.Way


@dataclass(frozen=True)
class Answer:
    """What was said, once. `channels` empty: nowhere."""

    taking: bool
    channels: tuple[str, ...] = ()
    name_level: str = Consent.NameLevel.FIRST
    other_name: str = ""
    until: date | None = None
    given_on: date | None = None
    present: str = ""
    reason: str = ""
    trusted_person: str | None = None
    trusted_contact: str | None = None
    language: str = "nl"


@transaction.atomic
def answer(request: ConsentRequest, said: Answer, *, by=None, proof=None) -> list[Consent]:
    """Add what is allowed now, end what an earlier answer allowed, and tell the person.

    What was given before for the same pictures ends when it was not given again; of what was
    given again, the new row counts. Answering twice leaves evidence of both.
    """
    request = ConsentRequest.objects.select_for_update().get(pk=request.pk)
    shown = asking.pictures_of(request)
    belonging.note(request, shown)  # a "no" leaves no consent: this is what it was said to
    pictures = shown if said.taking else []
    before = _earlier(request, said)
    given = _record(request, said, pictures, by, proof)
    _withdraw_what_is_gone(request.person, before, said.channels)
    before.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())
    _close(request)
    _trust(request.person, said)
    if request.person.email:
        mail.post("stories.emails.answered", asking.own_link(request.person).pk)
    return given


def _earlier(request: ConsentRequest, said: Answer):
    """What holds for the pictures that were shown; for every picture when none may be taken."""
    rows = request.person.consents.valid()
    if said.taking:
        shown = [picture.get_file_hash() for picture in asking.pictures_of(request)]
        rows = rows.filter(file_hash__in=[*shown, ""])
    return Consent.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))


def _record(request, said: Answer, pictures: list, by, proof) -> list[Consent]:
    lines = [(Purpose.PUBLISHING, channel) for channel in said.channels]
    if said.taking:
        lines.insert(0, (Purpose.TAKING, ""))
    fields = {
        "person": request.person,
        "request": request,
        "way": request.way,
        "name_level": said.name_level,
        "other_name": said.other_name,
        "until": said.until,
        "given_on": said.given_on or timezone.localdate(),
        "present": said.present,
        "reason": said.reason,
        "wording": wording.version(),
        "language": said.language,
        "recorded_by": by,
        "proof": proof,
    }
    return [
        Consent.objects.create(purpose=purpose, channel=channel, picture=picture, **fields)
        for purpose, channel in lines
        for picture in pictures or [None]
    ]


def _withdraw_what_is_gone(person, before, channels) -> None:
    """What nothing allows any more is taken back, as by its own button.

    A channel of which nothing is left, for every picture; else for the pictures that were shown.
    """
    shown = before.filter(purpose=Purpose.PUBLISHING).exclude(channel__in=channels)
    elsewhere = person.consents.valid().exclude(pk__in=before.values("pk"))
    kept = set(elsewhere.values_list("channel", "file_hash"))
    gone = set(shown.values_list("channel", "file_hash")) - kept
    left = {channel for channel, _ in kept}
    way = Withdrawal.Way.LINK
    if everywhere := sorted({channel for channel, _ in gone} - left):
        withdrawing.withdraw(person, channels=everywhere, way=way)
    if here := sorted({channel for channel, file_hash in gone if file_hash} & left):
        hashes = sorted({file_hash for channel, file_hash in gone if channel in here})
        withdrawing.withdraw(person, channels=here, file_hashes=hashes, way=way)


def _close(request: ConsentRequest) -> None:
    request.answered_at = timezone.now()
    if request.way != Way.LINK:
        request.closed_at = request.answered_at
    request.save(update_fields=["answered_at", "closed_at"])


def _trust(person, said: Answer) -> None:
    if said.trusted_person is not None:  # None: nothing was said about it
        person.trusted_person = said.trusted_person
        person.trusted_contact = said.trusted_contact
        person.save(update_fields=["trusted_person", "trusted_contact"])


def now(person) -> dict:
    """What holds today, as the form shows it."""
    rows = list(person.consents.valid().order_by("-recorded_at", "-pk"))
    shown = [row for row in rows if row.purpose == Purpose.PUBLISHING]
    newest = rows[0] if rows else None
    return {
        "taking": any(row.purpose == Purpose.TAKING for row in rows),
        "channels": [channel for channel in Channel if any(r.channel == channel for r in shown)],
        "name_level": newest.name_level if newest else "",
        "other_name": newest.other_name if newest else "",
        "shown_name": newest.shown_name if newest else "",
        "until": newest.until if newest else None,
        "present": newest.present if newest else "",
        "trusted_person": person.trusted_person,
        "trusted_contact": person.trusted_contact,
        "any": bool(rows),
    }


def unanswered(request: ConsentRequest) -> list:
    """The pictures this person has said nothing about: another picture is another question."""
    known = set(request.person.consents.values_list("file_hash", flat=True))
    return [
        picture for picture in asking.pictures_of(request) if picture.get_file_hash() not in known
    ]


def stop(person) -> Withdrawal:
    """Everything, everywhere, by the person's own hand."""
    return withdrawing.withdraw(person, channels=None, way=Withdrawal.Way.LINK, by=None)
