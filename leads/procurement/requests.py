"""Asking partners for unit prices: written as a draft, looked at, sent, answered until it closes.

Callers find the rows through `visible_to(user)`; permissions are not checked again here. Everything
that cannot be done raises LeadActionRefused with a Dutch sentence. On the timeline of the dossier
stands no name of who was asked: the dossier may become one of theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from brand.models import Activity, Organisation, User
from leads.follow_up.record import LeadActionRefused, hold, write
from leads.models import (
    Interaction,
    Lead,
    PriceInvitation,
    PriceRequest,
    PriceRequestLine,
)
from leads.notifications import notices
from leads.routing import proposals
from leads.routing.ranking import Proposal, rank

MOST_LINES = 30
SENT = "Deze prijsaanvraag is al verstuurd: de regels liggen vast."
GONE = "Deze prijsaanvraag werd intussen verwijderd."
PAST = "De laatste dag om te antwoorden is al voorbij. Kies een latere dag."
NO_LINES = "Schrijf minstens één regel: wat, hoeveel en per welke eenheid."
NOBODY = "Kies minstens één partner."
WITHDRAWN = "Deze prijsaanvraag is ingetrokken."
NOT_OPEN = "Deze prijsaanvraag loopt niet meer."
LEFT = "{} doet niet meer mee."


class Proposed(NamedTuple):
    """A partner that can be asked, with the sentence why; and whether it was asked."""

    proposal: Proposal
    is_asked: bool


@transaction.atomic
def draft(
    lead: Lead,
    by: User,
    lines: Sequence[Mapping[str, Any]],
    request: PriceRequest | None = None,
    **facts: Any,
) -> PriceRequest:
    """Write a request, or write it anew while it was not sent."""
    lead, _ = hold(lead, None)
    if request is None:
        request = PriceRequest(
            lead=lead, organisation=lead.owner_organisation, created_by=by, **facts
        )
    else:
        request = _held(request)
        if not request.is_draft:
            raise LeadActionRefused(SENT)
        for name, value in facts.items():
            setattr(request, name, value)
    if not lines:
        raise LeadActionRefused(NO_LINES)
    request.save()
    request.lines.all().delete()
    for position, line in enumerate(lines[:MOST_LINES]):
        PriceRequestLine.objects.create(request=request, position=position, **line)
    return request


@transaction.atomic
def send(request: PriceRequest, partners: Iterable[Organisation], by: User) -> list[Organisation]:
    """Ask these partners; who was asked before is not asked again. Returns who was.

    Who asks may be among them, to set its own prices beside the others'.
    """
    lead, before = hold(request.lead, None)
    request = _held(request)
    if request.withdrawn_at:
        raise LeadActionRefused(WITHDRAWN)
    if request.closes_on < timezone.localdate():
        raise LeadActionRefused(PAST)
    known = set(request.invitations.values_list("partner", flat=True))
    told = [one for one in partners if one.pk not in known]
    if not told:
        raise LeadActionRefused(NOBODY)
    if gone := next((one for one in told if not one.is_active), None):
        raise LeadActionRefused(LEFT.format(gone))
    why = {one.proposal.partner.pk: one.proposal.sentence for one in proposed(request)}
    request.sent_at = request.sent_at or timezone.now()
    request.save(update_fields=["sent_at"])
    for partner in told:
        asked = PriceInvitation.objects.create(
            request=request, partner=partner, reason=why.get(partner.pk, "")[:400]
        )
        if not asked.is_own:
            notices.tell_of_price_request(asked, by)
    if others := sum(partner.pk != request.organisation_id for partner in told):
        note = f"Prijzen gevraagd: {request}. {_partners(others)}."
        write(lead, before, Interaction.Kind.PROCUREMENT, by, note=note, for_good=True)
    return told


@transaction.atomic
def extend(request: PriceRequest, until: date, by: User) -> PriceRequest:
    """Another last day to answer, before or after the first one passed."""
    hold(request.lead, None)
    request = _held(request)
    if request.withdrawn_at:
        raise LeadActionRefused(WITHDRAWN)
    if until < timezone.localdate():
        raise LeadActionRefused(PAST)
    request.closes_on = until
    request.save(update_fields=["closes_on"])
    return request


@transaction.atomic
def withdraw(request: PriceRequest, by: User | None) -> None:
    """Nobody needs to answer any more; what was answered stays to be read."""
    lead, before = hold(request.lead, None)
    request = _held(request)
    if request.is_draft or request.withdrawn_at:
        raise LeadActionRefused(NOT_OPEN)
    request.withdrawn_at = timezone.now()
    request.save(update_fields=["withdrawn_at"])
    for asked in request.invitations.select_related("partner"):
        if asked.partner_id != request.organisation_id:
            notices.tell_of_price_withdrawal(asked, by)
    note = f"Prijsaanvraag ingetrokken: {request}."
    write(lead, before, Interaction.Kind.PROCUREMENT, by, note=note, for_good=True)


@transaction.atomic
def throw_away(request: PriceRequest) -> None:
    """A draft; what was sent is withdrawn instead."""
    hold(request.lead, None)
    request = _held(request)
    if not request.is_draft:
        raise LeadActionRefused(SENT)
    request.delete()


def proposed(request: PriceRequest) -> list[Proposed]:
    """Every partner but who asks, the likeliest first."""
    partners = Organisation.objects.partners().exclude(pk=request.organisation_id)
    asked = set(request.invitations.values_list("partner", flat=True))
    need = proposals.need_of(request.lead, _work(request))
    found = rank(need, proposals.candidates(list(partners.order_by("name", "pk"))))
    return [Proposed(one, one.partner.pk in asked) for one in found]


def _work(request: PriceRequest) -> Activity | None:
    plan = request.intention
    return plan.activity if plan and plan.activity else request.lead.activity


def _held(request: PriceRequest) -> PriceRequest:
    """As it stands now; its lead is locked already."""
    rows = PriceRequest.objects.select_related("lead__employer__municipality", "lead__activity")
    held = rows.select_related("intention__activity").filter(pk=request.pk).first()
    if held is None:
        raise LeadActionRefused(GONE)
    return held


def _partners(number: int) -> str:
    return "Aan één partner" if number == 1 else f"Aan {number} partners"
