"""Pledges of public buyers: written down, asked, shown with a yes, followed, and taken back.

Callers find the rows through `visible_to(user)`, or by a link; permissions are not checked again
here. What cannot be done raises LeadActionRefused with a Dutch sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import mail
from brand.campaigns.budget import euro
from brand.models import User
from brand.privacy import journal
from leads.follow_up.record import LeadActionRefused, LeadChanged, hold, write
from leads.models import (
    Contact,
    Interaction,
    Lead,
    Pledge,
    PledgeAnswer,
    PledgeLink,
    PledgeProgress,
)
from leads.procurement.figures import figure
from leads.procurement.intentions import NO_BUYER

NO_AIM = "Vul een percentage of een bedrag in."
CHANGED = "Deze belofte werd intussen gewijzigd. Kijk ze na en probeer opnieuw."
GONE = "Deze belofte werd intussen verwijderd."
NO_CONTACT = "Kies een contactpersoon met een e-mailadres."
NO_YES = "Er is geen ja om in te trekken."
SHOWN = "Deze belofte staat op de site. Trek eerst het ja in."
TO_COME = "Kies een dag die al voorbij is, of vandaag."
AGAIN = "de aankoper trok het ja in na de back-up die teruggezet is; van de site gehaald."
REFUSED = "belofte-nee"  # in the journal
Said = Pledge.Said


@transaction.atomic
def record(lead: Lead, by: User, **facts: Any) -> Pledge:
    lead, before = hold(lead, None)
    if not lead.employer.buyer_kind:
        raise LeadActionRefused(NO_BUYER)
    pledge = Pledge(lead=lead, created_by=by)
    _fill(pledge, facts)
    pledge.save()
    _tell(pledge, before, by, f"Belofte genoteerd: {aim(pledge)}")
    return pledge


@transaction.atomic
def change(pledge: Pledge, by: User, *, version: int | None = None, **facts: Any) -> Pledge:
    """Other words: a yes holds for those of before, so it ends and the buyer is asked again."""
    pledge, before = _held(pledge, version)
    was = [getattr(pledge, name) for name in Pledge.FACTS]
    _fill(pledge, facts)
    if was == [getattr(pledge, name) for name in Pledge.FACTS]:
        return pledge
    pledge.version += 1
    pledge.said, pledge.said_at = "", None
    pledge.save()
    _tell(pledge, before, by, f"Belofte gewijzigd: {aim(pledge)}")
    newest = pledge.links.select_related("contact").first()
    if newest is not None and newest.holds:
        ask(pledge, newest.contact, by)
    return pledge


@transaction.atomic
def remove(pledge: Pledge, by: User) -> None:
    """A mistake; what stands on the site is taken off it first."""
    pledge, before = _held(pledge)
    if pledge.is_published:
        raise LeadActionRefused(SHOWN)
    _tell(pledge, before, by, f"Belofte verwijderd: {aim(pledge)}")
    pledge.delete()


@transaction.atomic
def ask(pledge: Pledge, contact: Contact, by: User | None) -> PledgeLink:
    """Mail this contact of the buyer a link: may this stand on the site?"""
    if contact.employer_id != pledge.lead.employer_id or not contact.email:
        raise LeadActionRefused(NO_CONTACT)
    known = [one for one in pledge.links.filter(contact=contact) if one.holds]
    link = known[0] if known else None
    link = link or PledgeLink.objects.create(pledge=pledge, contact=contact, asked_by=by)
    mail.post("leads.emails.pledge_asked", link.pk, dedupe=str(pledge.version))
    return link


@transaction.atomic
def answer(link: PledgeLink, said: str, *, version: int | None = None, note: str = "") -> Pledge:
    """The buyer says yes or no to what was shown, or takes its yes back. Twice is once."""
    pledge, before = _held(link.pledge)
    said = Said(said)
    # Taking back is about what stands there, whatever it says by now.
    if said != Said.WITHDRAWN and version != pledge.version:
        raise LeadChanged("De tekst is intussen gewijzigd. Lees hem na en antwoord opnieuw.")
    if said == Said.WITHDRAWN and pledge.said != Said.YES:
        return pledge
    if pledge.said == said:
        return pledge
    _said(pledge, said, contact=link.contact, note=note.strip()[:1000])
    words = {Said.YES: "mag op de site", Said.NO: "mag niet op de site"}
    told = f"De aankoper zegt: {aim(pledge)} {words.get(said, 'mag niet meer op de site')}. {note}"
    _tell(pledge, before, None, told)
    _keep_in_journal(pledge)
    return pledge


@transaction.atomic
def withdraw(pledge: Pledge, by: User) -> None:
    """The buyer asked it in another way; a colleague writes it down."""
    pledge, before = _held(pledge)
    if not pledge.is_published:
        raise LeadActionRefused(NO_YES)
    _said(pledge, Said.WITHDRAWN, by=by)
    _tell(pledge, before, by, f"Van de site gehaald op vraag van de aankoper: {aim(pledge)}")
    _keep_in_journal(pledge)


def _keep_in_journal(pledge: Pledge) -> None:
    """A backup of before must not put on the site what the buyer said no to."""
    if pledge.said != Said.YES and not pledge.lead.is_demo:
        journal.note(REFUSED, pledge.pk, pledge.created_at)


@transaction.atomic
def refuse_again(entry: journal.Entry) -> bool:
    """After a backup that has the yes and not the no; who said yes again since keeps that."""
    pledge = Pledge.objects.filter(pk=entry.row).first()
    if pledge is None or pledge.created_at != entry.born:
        return False
    pledge, before = _held(pledge)
    if not pledge.is_published or (pledge.said_at and pledge.said_at > entry.at):
        return False
    _said(pledge, Said.WITHDRAWN)
    _tell(pledge, before, None, f"{aim(pledge)}: {AGAIN}")
    return True


def lapse(contact: Contact) -> None:
    """Who said yes is erased, and with that the link to take it back: the yes ends."""
    for pledge in Pledge.objects.published().filter(lead__employer=contact.employer_id):
        newest = pledge.answers.filter(said=Said.YES).first()
        if newest is not None and newest.contact_id == contact.pk:
            Pledge.objects.filter(pk=pledge.pk).update(said="", said_at=None)


@transaction.atomic
def add_progress(
    pledge: Pledge, by: User, *, status: str, progress: Mapping[str, Any] | None = None
) -> PledgeProgress | None:
    """How it stands, with or without a figure of a day."""
    pledge, before = _held(pledge)
    is_other = pledge.status != status
    pledge.status = Pledge.Status(status)
    pledge.save(update_fields=["status"])
    made = None
    if progress is not None:
        if progress["on"] > timezone.localdate():
            raise LeadActionRefused(TO_COME)
        made = PledgeProgress.objects.create(pledge=pledge, created_by=by, **progress)
    told = f" Op {date_format(made.on, 'j F Y')}: {reached(made)}." if made else ""
    _tell(pledge, before, by, f"{aim(pledge)}: {pledge.get_status_display().lower()}.{told}")
    if pledge.is_published and (made or is_other):
        _tell_buyer(pledge, made)
    return made


def _tell_buyer(pledge: Pledge, made: PledgeProgress | None) -> None:
    """Who said yes hears what stands beside it on the site since."""
    newest = pledge.answers.filter(said=Said.YES).first()
    link = pledge.links.filter(contact=newest.contact_id).first() if newest else None
    if link is not None:
        mail.post("leads.emails.pledge_progress", f"{made.pk if made else 0}-{link.pk}")


@transaction.atomic
def remove_progress(made: PledgeProgress, by: User) -> None:
    pledge, before = _held(made.pledge)
    told = f"{aim(pledge)}: stand van {date_format(made.on, 'j F Y')} verwijderd."
    made.delete()
    _tell(pledge, before, by, told)


def aim(pledge: Pledge) -> str:
    """5 % van de aankopen of € 40.000 in 2027"""
    said = []
    if pledge.percentage is not None:
        said.append(f"{figure(pledge.percentage)}\u00a0% van de aankopen")
    if pledge.amount is not None:
        said.append(euro(pledge.amount))
    return f"{' of '.join(said)} in {pledge.year}"


def reached(made: PledgeProgress) -> str:
    """€ 12.000 van € 400.000, dat is 3 %"""
    said = euro(made.amount)
    if made.total is None or made.share is None:
        return said
    return f"{said} van {euro(made.total)}, dat is {figure(made.share)}\u00a0%"


def wording(pledge: Pledge) -> str:
    """The words that are said yes to, as they stand."""
    made_on = date_format(pledge.made_on, "j F Y")
    lines = [
        f"{pledge.lead.employer}: {aim(pledge)}",
        pledge.text,
        f"Beloofd op {made_on} door {pledge.made_by}",
        f"Bron: {pledge.source} {pledge.source_url}".strip(),
    ]
    return "\n".join(lines)


def _said(pledge: Pledge, said: str, **who: Any) -> None:
    pledge.said, pledge.said_at = said, timezone.now()
    pledge.save(update_fields=["said", "said_at"])
    words = wording(pledge)[:2000]
    PledgeAnswer.objects.create(
        pledge=pledge, said=said, version=pledge.version, shown=words, **who
    )


def _held(pledge: Pledge, version: int | None = None) -> tuple[Pledge, dict[str, Any]]:
    """As it stands now, with its lead locked; and what that said before."""
    lead, before = hold(pledge.lead, None)
    held = Pledge.objects.filter(pk=pledge.pk).first()
    if held is None:
        raise LeadActionRefused(GONE)
    if version is not None and version != held.version:
        raise LeadChanged(CHANGED)
    held.lead = lead
    return held, before


def _fill(pledge: Pledge, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(pledge, name, value)
    if pledge.percentage is None and pledge.amount is None:
        raise LeadActionRefused(NO_AIM)


def _tell(pledge: Pledge, before: dict[str, Any], by: User | None, note: str) -> None:
    write(pledge.lead, before, Interaction.Kind.PROCUREMENT, by, note=note, for_good=True)
