"""A partner's answer to a request for prices. Each one is added; the last one counts.

Callers find the rows through `visible_to(user)`; permissions are not checked again here. What
cannot be done raises LeadActionRefused with a Dutch sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from brand.models import User
from brand.text import folded
from leads.follow_up.record import LeadActionRefused, hold, write
from leads.models import (
    Interaction,
    PriceAnswer,
    PriceInvitation,
    PriceOffer,
    PriceRequestLine,
)
from leads.notifications import notices

CLOSED = "Deze prijsaanvraag is afgesloten: een antwoord kan niet meer wijzigen."
WITHDRAWN = "Deze prijsaanvraag is ingetrokken. Jullie hoeven niets meer te doen."
NOTHING = "Vul minstens één prijs in, of zeg dat het niets voor jullie is."
NO_REASON = "Schrijf kort waarom het niets voor jullie is."
LOOKED_BACK = 300  # earlier prices
TAKEN_OVER = ("price", "unit", "vat", "minimum", "lead_time", "remark")


@transaction.atomic
def give(
    invitation: PriceInvitation,
    by: User,
    offers: Mapping[int, Mapping[str, Any]],
    remark: str = "",
) -> PriceAnswer:
    """Prices by the number of their line."""
    if not offers:
        raise LeadActionRefused(NOTHING)
    said = _add(invitation, by, remark=remark.strip())
    for line in invitation.request.lines.all():
        if line.pk in offers:
            PriceOffer.objects.create(answer=said, line=line, **offers[line.pk])
    return said


@transaction.atomic
def decline(invitation: PriceInvitation, by: User | None, reason: str) -> PriceAnswer:
    if not reason.strip():
        raise LeadActionRefused(NO_REASON)
    return _add(invitation, by, is_no=True, reason=reason.strip())


def _add(invitation: PriceInvitation, by: User | None, **said: Any) -> PriceAnswer:
    lead, before = hold(invitation.request.lead, None)
    request = invitation.request
    request.refresh_from_db(fields=["withdrawn_at", "closes_on", "sent_at"])
    if request.withdrawn_at:
        raise LeadActionRefused(WITHDRAWN)
    if request.closes_on < timezone.localdate():
        raise LeadActionRefused(CLOSED)
    is_first = not invitation.answers.exists()
    answer = PriceAnswer.objects.create(invitation=invitation, by=by, **said)
    if invitation.is_own:
        return answer
    again = "Antwoord" if is_first else "Nieuw antwoord"
    # Without the name of who wrote or for whom: see requests.py.
    note = f"{again} op de prijsaanvraag {request}."
    write(lead, before, Interaction.Kind.PROCUREMENT, None, note=note, for_good=True)
    notices.tell_of_prices(answer)
    return answer


def starting_point(invitation: PriceInvitation) -> dict[int, dict[str, Any]]:
    """By line: what this partner answered here, or else what it asked for the same work before."""
    lines = list(invitation.request.lines.all())
    newest = invitation.newest
    if newest is not None and not newest.is_no:
        own = {offer.line_id: offer for offer in newest.offers.all()}
        return {
            line.pk: _values(own[line.pk]) | {"valid_until": own[line.pk].valid_until}
            for line in lines
            if line.pk in own
        }
    before = _before(invitation)
    known = {line.pk: before.get(_key(line)) for line in lines}
    return {
        pk: _values(offer) | {"taken_from": offer.answer.at}
        for pk, offer in known.items()
        if offer is not None
    }


def _values(offer: PriceOffer) -> dict[str, Any]:
    return {name: getattr(offer, name) for name in TAKEN_OVER}


def _before(invitation: PriceInvitation) -> dict[tuple[str, str], PriceOffer]:
    """The last price of this partner for each kind of work, by its words and unit."""
    rows = PriceOffer.objects.filter(answer__invitation__partner=invitation.partner_id)
    rows = rows.exclude(answer__invitation=invitation).select_related("line", "answer")
    found: dict[tuple[str, str], PriceOffer] = {}
    for offer in rows.order_by("-answer__at", "-pk")[:LOOKED_BACK]:
        if offer.is_same_unit:
            found.setdefault(_key(offer.line), offer)
    return found


def _key(line: PriceRequestLine) -> tuple[str, str]:
    return folded(line.description), line.unit
