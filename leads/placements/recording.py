"""Recording a placement, and what each side says about it.

Callers find the rows through `visible_to(user)`; permissions are not checked again here. Everything
that cannot be done raises LeadActionRefused with a Dutch sentence.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from brand import mail, scoping
from brand.models import User
from leads.connections import events
from leads.follow_up.record import LeadActionRefused, LeadChanged, hold, write
from leads.models import (
    Confirmation,
    Contact,
    CooperationForm,
    Interaction,
    Lead,
    Placement,
    PlacementLink,
)
from leads.models.placements import Answer, Side
from leads.placements import checks, following
from leads.stages import Stage

FURTHEST = timedelta(days=730)
# What both sides confirm. A change of any of these asks them again.
FACTS = ["form_id", "people", "start", "end", "hours_per_week"]
RIGHT = "leads.change_lead"


class Facts(TypedDict, total=False):
    form: CooperationForm
    people: int
    start: date
    end: date | None
    hours_per_week: Decimal | None
    intake: Mapping[str, str]
    note: str


@transaction.atomic
def record(
    lead: Lead,
    by: User,
    *,
    ask: Contact | None = None,
    version: int | None = None,
    **facts: Unpack[Facts],
) -> Placement:
    """Record what was agreed; the lead moves to Samenwerking.

    A member of the partner confirms by recording; the federation records for the partner, who is
    asked by mail. `ask` is the contact whose confirmation is asked, by mail with a link.
    """
    lead, before = hold(lead, version)
    placement = Placement(lead=lead, partner=lead.owner_organisation, created_by=by)
    _fill(placement, facts)
    placement.save()
    checks.plan(placement)
    if lead.stage != Stage.COOPERATION:
        lead.stage, lead.stage_since = Stage.COOPERATION, timezone.now()
        lead.no_match_reason = lead.next_action = ""  # what was planned led to this
    following.plan(lead, placement)
    write(lead, before, Interaction.Kind.PLACEMENT, by, note=sentence(placement), for_good=True)
    _confirm_as_recorder(placement, by)
    if ask is not None:
        ask_contact(placement, ask, by)
    return placement


@transaction.atomic
def change(
    placement: Placement, by: User, *, version: int | None = None, **facts: Unpack[Facts]
) -> Placement:
    """Correct a placement. What both confirmed is asked again when its facts change."""
    lead, before = hold(placement.lead, None)
    placement = _held(placement, version)
    earlier = [getattr(placement, name) for name in FACTS]
    _fill(placement, facts)
    placement.version += 1
    is_other = earlier != [getattr(placement, name) for name in FACTS]
    if is_other:
        placement.employer_answer = placement.partner_answer = ""
    placement.save()
    if is_other:
        checks.plan(placement)
        following.plan(lead, placement)
        note = f"Gewijzigd: {sentence(placement)}"
        write(lead, before, Interaction.Kind.PLACEMENT, by, note=note, for_good=True)
        _confirm_as_recorder(placement, by)
        _ask_again(placement, by)
    return placement


@transaction.atomic
def remove(placement: Placement, by: User, *, version: int | None = None) -> None:
    """Take a mistake away. What the employer confirmed happened, and gets an end date instead."""
    lead, before = hold(placement.lead, None)
    placement = _held(placement, version)
    if placement.employer_answer == Answer.YES:
        raise LeadActionRefused(
            "De werkgever bevestigde deze plaatsing. Zet een einddatum in plaats van ze te "
            "verwijderen."
        )
    note = f"Verwijderd: {sentence(placement)}"
    placement.delete()
    write(lead, before, Interaction.Kind.PLACEMENT, by, note=note, for_good=True)


@transaction.atomic
def answer(
    placement: Placement,
    side: str,
    said: str,
    *,
    reason: str = "",
    by: User | None = None,
    contact: Contact | None = None,
    version: int | None = None,
) -> Placement:
    """One side says whether it is so. The last answer counts; the same once more adds nothing.

    `version` is the one on the screen: an answer about facts that have changed since is refused.
    """
    said, reason = Answer(said), reason.strip()[:1000]
    if said == Answer.NO and not reason:
        raise LeadActionRefused("Schrijf kort wat er niet klopt.")
    lead, before = hold(placement.lead, None)
    placement = _held(placement, version)
    field = "employer_answer" if side == Side.EMPLOYER else "partner_answer"
    newest = placement.confirmations.filter(side=side, version=placement.version).first()
    if newest and (newest.answer, newest.reason) == (said, reason):
        return placement
    Confirmation.objects.create(
        placement=placement,
        side=side,
        answer=said,
        version=placement.version,
        reason=reason,
        by=by,
        contact=contact,
    )
    was_confirmed = placement.is_confirmed
    setattr(placement, field, said)
    placement.save(update_fields=[field])
    if placement.is_confirmed and not was_confirmed:
        events.confirmed(placement)
    who = "De werkgever" if side == Side.EMPLOYER else str(placement.partner)
    if said == Answer.NO:
        note = f"{who} zegt dat dit niet klopt: {placement}. {reason}"
        following.look_at(lead, f"Plaatsing klopt niet volgens {who}")
    else:
        note = f"{who} bevestigt: {placement}."
    write(lead, before, Interaction.Kind.PLACEMENT, by, note=note, for_good=True)
    return placement


@transaction.atomic
def ask_contact(placement: Placement, contact: Contact, by: User | None) -> PlacementLink:
    """Mail this contact of the employer a link to confirm."""
    if contact.employer_id != placement.lead.employer_id or not contact.email:
        raise LeadActionRefused("Kies een contactpersoon met een e-mailadres.")
    return _mail(placement, by, side=Side.EMPLOYER, contact=contact)


@transaction.atomic
def ask_colleague(placement: Placement, colleague: User, by: User | None) -> PlacementLink:
    """Mail this colleague at the partner a link to confirm."""
    if not scoping.may(colleague, RIGHT, placement.partner_id):
        raise LeadActionRefused(f"{colleague} werkt niet mee aan de opvolging.")
    return _mail(placement, by, side=Side.PARTNER, user=colleague)


def works_at(user: User, placement: Placement) -> bool:
    """Whether this user answers for the partner: by a role there, not one at the federation."""
    return placement.partner_id in scoping.organisation_ids(user, RIGHT)


def sentence(placement: Placement) -> str:
    """Like "Enclave, 4 mensen, vanaf 3 januari 2027 tot en met 30 juni 2027."."""
    said = f"{placement}, vanaf {date_format(placement.start, 'j F Y')}"
    if placement.end:
        said += f" tot en met {date_format(placement.end, 'j F Y')}"
    return f"{said}."


def _held(placement: Placement, version: int | None) -> Placement:
    rows = Placement.objects.select_for_update(of=("self",)).select_related("form", "partner")
    held = rows.filter(pk=placement.pk).first()
    if held is None:
        raise LeadActionRefused("Deze plaatsing werd intussen verwijderd.")
    if version is not None and version != held.version:
        raise LeadChanged("Deze plaatsing werd intussen gewijzigd. Kijk ze na en probeer opnieuw.")
    return held


def _fill(placement: Placement, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(placement, name, value)
    if placement.form.group == CooperationForm.Group.VISIT and placement.end is None:
        placement.end = placement.start  # one visit, unless they say until when
    start, end, form = placement.start, placement.end, placement.form
    today = timezone.localdate()
    if abs(start - today) > FURTHEST:
        raise LeadActionRefused("Kies een start binnen de twee jaar voor of na vandaag.")
    if end and end < start:
        raise LeadActionRefused("Het einde ligt voor de start.")
    if form.longest_days and form.status == CooperationForm.Status.VERIFIED:
        longest = timedelta(days=form.longest_days)
        if end is None or end - start >= longest:
            raise LeadActionRefused(
                f"{form} duurt hoogstens {form.longest_days} dagen: het einde valt ten laatste op "
                f"{date_format(start + longest - timedelta(days=1), 'j F Y')}."
            )
    if not CooperationForm.objects.valid_on(start).filter(pk=form.pk).exists():
        raise LeadActionRefused(f"{form} bestaat niet op {date_format(start, 'j F Y')}.")


def _confirm_as_recorder(placement: Placement, by: User) -> None:
    if works_at(by, placement):
        answer(placement, Side.PARTNER, Answer.YES, by=by)
        placement.partner_answer = Answer.YES
        return
    colleague = placement.lead.owner
    if colleague is not None and works_at(colleague, placement):
        ask_colleague(placement, colleague, by)


def _ask_again(placement: Placement, by: User) -> None:
    """Whoever was asked about the facts of before is asked about those of now, once."""
    newest = placement.links.filter(side=Side.EMPLOYER, expires_at__gt=timezone.now()).first()
    if newest is not None and newest.contact is not None and newest.contact.email:
        ask_contact(placement, newest.contact, by)


def _mail(placement: Placement, by: User | None, **whom: Any) -> PlacementLink:
    """A link of its own for each mail; a second one to the same person uses the first again."""
    same = placement.links.filter(**whom, expires_at__gt=timezone.now() + timedelta(days=14))
    link = next((one for one in same if one.holds), None) or PlacementLink.objects.create(
        placement=placement, asked_by=by, **whom
    )
    mail.post("leads.emails.confirm_placement", link.pk, dedupe=str(placement.version))
    return link
