"""Whether a partner may take files of the brand along, in words, and what changes that.

An acceptance holds for the term for which it was given: who is extended reads and accepts again,
when the old term is over or before. Another text leaves what was accepted as it is, unless who
publishes it asks everybody again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log

from brand import mail, scoping
from brand.models import (
    LicenceAcceptance,
    LicenceEnding,
    LicenceText,
    Membership,
    Organisation,
    Role,
)

ACCEPT = "brand.accept_licence"
ACCEPTED = "brand.licence.accepted"
ENDED = "brand.licence.ended"
RESTORED = "brand.licence.restored"
PUBLISHED = "brand.licence.published"
DONE = {
    ACCEPTED: ("Aanvaard de licentie", "Licentie aanvaard"),
    ENDED: ("Beëindig de licentie", "Licentie beëindigd"),
    RESTORED: ("Herstel de licentie", "Licentie hersteld"),
    PUBLISHED: ("Publiceer een licentietekst", "Licentietekst gepubliceerd"),
}  # in the log
WARNED = [30, 0]  # days before an acceptance is over while the licence runs on


class LicenceRefused(Exception):
    """What cannot be; its text is a Dutch sentence."""


@dataclass(frozen=True)
class Standing:
    """How it is with one partner today."""

    organisation: Organisation
    is_open: bool
    sentence: str
    remedy: str = ""
    until: date | None = None
    acceptance: LicenceAcceptance | None = None
    ending: LicenceEnding | None = None
    # A text that can be accepted now: it was not yet, or no longer holds, or ends too early.
    to_accept: LicenceText | None = None


def current_text() -> LicenceText | None:
    return LicenceText.objects.order_by("-number").first()


def standing(partner: Organisation) -> Standing:
    return standings([partner])[0]


def standings(partners: Iterable[Organisation]) -> list[Standing]:
    """Asked of all together, in three questions."""
    found = list(partners)
    text = current_text()
    again = LicenceText.objects.filter(asks_again=True).order_by("-number").first()
    accepted: dict[int, LicenceAcceptance] = {}
    rows = LicenceAcceptance.objects.filter(organisation__in=found).select_related("text", "by")
    for row in rows:
        accepted.setdefault(row.organisation_id, row)
    endings: dict[int, LicenceEnding] = {}
    for ending in LicenceEnding.objects.filter(organisation__in=found, undone_at=None):
        endings.setdefault(ending.organisation_id, ending)
    return [_standing(one, text, again, accepted.get(one.pk), endings.get(one.pk)) for one in found]


def _standing(partner, text, again, accepted, ending) -> Standing:
    today = timezone.localdate()
    until = partner.licence_until
    if partner.is_federation:
        return Standing(
            partner, True, "De federatie beheert het merk en heeft geen licentie nodig."
        )
    if not partner.is_active:
        return Standing(partner, False, f"{partner} doet niet meer mee.", acceptance=accepted)
    if until and until < today:
        ended = ending if ending and timezone.localtime(ending.at).date() > until else None
        said = f"De licentie van {partner} liep tot en met {_day(until)}."
        if ended:
            said = f"De federatie beëindigde de licentie van {partner}: {ended.why}"
        remedy = "Spreek het af met de federatie: zij verlengt ze."
        return Standing(partner, False, said, remedy, until, accepted, ended)
    if text is None:
        return Standing(partner, True, _runs(until), until=until)
    asked = "Wie de partner beheert, leest de licentie hieronder en aanvaardt ze."
    if accepted is None:
        said = f"Niemand van {partner} aanvaardde de licentie al."
        return Standing(partner, False, said, asked, until, to_accept=text)
    if again and accepted.text.number < again.number:
        said = (
            "De tekst van de licentie veranderde, en de federatie vraagt ze opnieuw te aanvaarden."
        )
        return Standing(partner, False, said, asked, until, accepted, to_accept=text)
    if accepted.until and accepted.until < today:
        said = (
            f"Wat aanvaard werd, gold tot en met {_day(accepted.until)}. De licentie is verlengd."
        )
        return Standing(partner, False, said, asked, until, accepted, to_accept=text)
    ends = min((day for day in (until, accepted.until) if day), default=None)
    early = accepted.until is not None and accepted.until != until
    newer = early or accepted.text.number < text.number
    return Standing(
        partner, True, _runs(ends), "", ends, accepted, to_accept=text if newer else None
    )


def _runs(until: date | None) -> str:
    return f"Geldig tot en met {_day(until)}." if until else "Geldig, zonder einddatum."


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def may_accept(user, partner: Organisation) -> bool:
    """Only who runs that very partner: the federation accepts nothing in its place."""
    return partner.pk in scoping.organisation_ids(user, ACCEPT)


@transaction.atomic
def publish(text: str, asks_again: bool, by) -> LicenceText:
    """The next number. Where everybody is asked again, those who can accept hear so."""
    last = LicenceText.objects.select_for_update().order_by("-number").first()
    number = last.number + 1 if last else 1
    made = LicenceText.objects.create(number=number, text=text, asks_again=asks_again, by=by)
    log(instance=made, action=PUBLISHED, user=by)
    if asks_again or last is None:
        for partner in Organisation.objects.partners():
            _ask(partner, f"tekst-{number}")
    return made


@transaction.atomic
def accept(partner: Organisation, number: int | None, by) -> LicenceAcceptance:
    """`number`: the text that this person read."""
    partner = Organisation.objects.select_for_update().get(pk=partner.pk)
    now = standing(partner)
    if now.to_accept is None:
        raise LicenceRefused("Er is nu niets te aanvaarden." if now.is_open else now.sentence)
    if now.to_accept.number != number:
        raise LicenceRefused(
            "De tekst van de licentie veranderde intussen. Lees de nieuwe en aanvaard ze dan."
        )
    made = LicenceAcceptance.objects.create(
        organisation=partner, text=now.to_accept, by=by, until=partner.licence_until
    )
    log(instance=partner, action=ACCEPTED, user=by, data={"text": number})
    return made


@transaction.atomic
def end(partner: Organisation, why: str, by) -> LicenceEnding:
    """From now on; new stories wait and the portal gives no files. What stands, stays."""
    partner = Organisation.objects.select_for_update().get(pk=partner.pk)
    yesterday = timezone.localdate() - timedelta(days=1)
    if partner.is_federation or not partner.may_publish:
        raise LicenceRefused("Deze licentie loopt niet meer.")
    LicenceEnding.objects.filter(organisation=partner, undone_at=None).update(
        undone_at=timezone.now()
    )
    made = LicenceEnding.objects.create(
        organisation=partner, why=why, by=by, until_before=partner.licence_until
    )
    partner.licence_until = yesterday
    partner.save(update_fields=["licence_until"])
    log(instance=partner, action=ENDED, user=by, data={"why": why})
    for person in _administrators(partner):
        mail.post("brand.emails.licence_ended", f"{made.pk}-{person}", once="einde")
    return made


@transaction.atomic
def restore(partner: Organisation, by) -> None:
    """The way back from an end that was a mistake: as it was agreed before."""
    partner = Organisation.objects.select_for_update().get(pk=partner.pk)
    ending = standing(partner).ending
    if ending is None:
        raise LicenceRefused("Er is geen einde om te herstellen.")
    LicenceEnding.objects.filter(pk=ending.pk).update(undone_at=timezone.now(), undone_by=by)
    partner.licence_until = ending.until_before
    partner.save(update_fields=["licence_until"])
    log(instance=partner, action=RESTORED, user=by)


def warn() -> int:
    """Who was extended and did not accept again, hears so a month before and on the last day."""
    today = timezone.localdate()
    asked = 0
    for now in standings(Organisation.objects.partners()):
        until = now.acceptance.until if now.acceptance else None
        if not now.is_open or until is None or until == now.organisation.licence_until:
            continue
        days = (until - today).days
        if days <= WARNED[0]:
            step = min(step for step in WARNED if step >= days)
            asked += _ask(now.organisation, f"{until:%Y-%m-%d}-{step}")
    return asked


def _ask(partner: Organisation, once: str) -> int:
    people = _administrators(partner)
    for person in people:
        mail.post("brand.emails.licence_to_accept", f"{partner.pk}-{person}", once=once)
    return len(people)


def _administrators(partner: Organisation) -> list[int]:
    rows = Membership.objects.accepted().filter(
        organisation=partner, role=Role.BEHEERDER, user__is_active=True
    )
    return sorted(set(rows.values_list("user", flat=True)))
