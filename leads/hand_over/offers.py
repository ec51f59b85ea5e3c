"""Handing a lead over to another partner: offered, then accepted, declined, withdrawn or expired.

The lead stays the sender's until the receiver accepts; from then on the sender sees the offer and
its outcome only. Declined or expired, it comes back to the sender, or goes to the next partner
when the sender chose that. What was agreed with the employer (step, day, hour) holds whoever
follows it up.
An offer without an answer expires after three working days.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from brand.dates.working_days import working_days_after
from brand.models import Activity, Organisation, User
from leads.capture import response_due
from leads.follow_up.record import LeadActionRefused, hold, write
from leads.models import Contact, HandOver, Interaction, Lead
from leads.notifications import notices
from leads.routing import proposals
from leads.stages import NextAction, Stage

ANSWER_DAYS = 3
GOES_ON = "Bij een nee gaat het naar de volgende partner; de werkgever is daarmee akkoord."
NOBODY_LEFT = "Geen andere partner die past: het dossier blijft bij {partner}."
State = HandOver.State
Kind = Interaction.Kind


@transaction.atomic
def offer(
    lead: Lead,
    to: Organisation,
    by: User | None,
    note: str = "",
    *,
    activity: Activity | None = None,
    passes_on: bool = False,
    version: int | None = None,
) -> HandOver:
    """Offer the lead to another partner; until the answer it stands under "Wacht op partner".

    `activity` is the work it is about, where that is said now. `passes_on`: declined or expired, it
    is offered to the next partner that fits; the employer agreed to that.
    """
    lead, before = hold(lead, version)
    if to == lead.owner_organisation:
        raise LeadActionRefused(f"{to} volgt dit dossier al op.")
    if not to.is_active:
        raise LeadActionRefused(f"{to} doet niet meer mee.")
    answer_by = working_days_after(timezone.localdate(), ANSWER_DAYS)
    try:
        with transaction.atomic():
            offered = HandOver.objects.create(
                lead=lead,
                from_organisation=lead.owner_organisation,
                to_organisation=to,
                note=note.strip()[:1000],
                offered_by=by,
                answer_by=answer_by,
                passes_on=passes_on,
            )
    except IntegrityError:
        raise LeadActionRefused("Dit dossier werd al aangeboden en wacht op antwoord.") from None
    lead.activity = activity or lead.activity
    said = f"Aangeboden aan {to}."
    write(
        lead,
        before,
        Kind.HAND_OVER,
        by,
        note=f"{said} {GOES_ON}" if passes_on else said,
        for_good=True,
    )
    notices.tell_of_offer(offered)
    return offered


@transaction.atomic
def accept(hand_over: HandOver, by: User) -> HandOver:
    """Accept the offer: the receiving partner owns the lead, and `by` follows it up."""
    lead, before, offered = _hold_offer(hand_over)
    to = offered.to_organisation
    _share_contacts(lead, offered)
    lead.owner_organisation, lead.owner = to, by
    due = response_due(timezone.now())
    if not lead.first_responded_at and lead.first_response_due:  # after a visit that is to come
        due = max(due, lead.first_response_due)
    lead.first_response_due = due
    is_closed = lead.stage in (Stage.PARKED, Stage.NO_MATCH)
    if is_closed or lead.next_action_on is None or lead.next_action_on < timezone.localdate():
        lead.next_action = lead.next_action or NextAction.CALL
        lead.next_action_on, lead.next_action_at, lead.next_action_place = due, None, ""
    if is_closed:
        lead.stage, lead.stage_since, lead.no_match_reason = Stage.NEW, timezone.now(), ""
    write(lead, before, Kind.HAND_OVER, by, note=f"Overgenomen door {to}.", for_good=True)
    _forget_contacts(lead, offered)
    return _answer(offered, State.ACCEPTED, by)


@transaction.atomic
def decline(hand_over: HandOver, by: User | None, reason: str) -> HandOver:
    """Not for us, and why; the lead stands on the sender's list again."""
    if not reason.strip():
        raise LeadActionRefused("Schrijf kort waarom het niets voor jullie is.")
    said = f"Niet voor {hand_over.to_organisation}: {reason.strip()}"
    return _give_back(hand_over, by, State.DECLINED, said, reason)


@transaction.atomic
def withdraw(hand_over: HandOver, by: User | None) -> HandOver:
    """Withdraw the offer."""
    said = f"Aanbod aan {hand_over.to_organisation} ingetrokken."
    return _give_back(hand_over, by, State.WITHDRAWN, said)


def expire() -> int:
    """Expire every offer whose last day to answer has passed; returns how many."""
    late = HandOver.objects.waiting().filter(answer_by__lt=timezone.localdate())
    return sum(_expire(hand_over) for hand_over in late)


@transaction.atomic
def _expire(hand_over: HandOver) -> int:
    said = f"Geen antwoord van {hand_over.to_organisation}."
    try:
        _give_back(hand_over, None, State.EXPIRED, said)
    except LeadActionRefused:  # answered since we looked
        return 0
    return 1


def _hold_offer(hand_over: HandOver) -> tuple[Lead, dict[str, Any], HandOver]:
    """The lead and the offer, locked in that order; refused when it was answered before."""
    lead, before = hold(hand_over.lead, None)
    held = HandOver.objects.select_for_update(of=("self",)).select_related("to_organisation")
    offered = held.get(pk=hand_over.pk)
    if offered.state != State.OFFERED:
        raise LeadActionRefused(f"Dit aanbod is al {offered.get_state_display().lower()}.")
    return lead, before, offered


def _give_back(
    hand_over: HandOver, by: User | None, state: str, said: str, reason: str = ""
) -> HandOver:
    lead, before, offered = _hold_offer(hand_over)
    write(lead, before, Kind.HAND_OVER, by, note=said, for_good=True)
    _answer(offered, state, by, reason)
    if offered.passes_on and state != State.WITHDRAWN:
        _pass_on(lead, offered)
    return offered


def _pass_on(lead: Lead, offered: HandOver) -> None:
    """The next partner that fits is asked, in the name of who offered it first.

    Not for a lead that was closed, or came to something, while it waited.
    """
    if not lead.is_open and lead.stage != Stage.PARKED:
        return
    to = proposals.next_partner(lead)
    if to is None:
        partner = offered.from_organisation
        lead.add_to_timeline(Kind.HAND_OVER, NOBODY_LEFT.format(partner=partner))
        return
    offer(lead, to, offered.offered_by, offered.note, passes_on=True)


def _answer(offered: HandOver, state: str, by: User | None, reason: str = "") -> HandOver:
    offered.state, offered.reason = state, reason.strip()[:1000]
    offered.answered_at = timezone.now()
    offered.save(update_fields=["state", "reason", "answered_at"])
    if state != State.WITHDRAWN:
        notices.tell_of_answer(offered, by)
    return offered


def _share_contacts(lead: Lead, offered: HandOver) -> None:
    """The people the sender knew at this employer go along."""
    known = Q(known_to=offered.from_organisation) | Q(pk=lead.contact_id)
    for contact in Contact.objects.filter(known, employer=lead.employer_id).distinct():
        contact.known_to.add(offered.to_organisation)


def _forget_contacts(lead: Lead, offered: HandOver) -> None:
    """The sender keeps sight of the outcome alone, unless it follows up another lead there."""
    giver = offered.from_organisation
    if Lead.objects.filter(employer=lead.employer_id, owner_organisation=giver).exists():
        return
    for contact in Contact.objects.filter(employer=lead.employer_id, known_to=giver):
        contact.known_to.remove(giver)
