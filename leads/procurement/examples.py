"""The demo's public buyer: what it means to buy, and the prices that partners gave."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from brand import demo as brand_demo
from brand.models import Activity, Organisation
from leads.models import (
    Employer,
    Lead,
    Pledge,
    PledgeAnswer,
    PledgeProgress,
    PriceAnswer,
    PriceInvitation,
    PriceOffer,
    PriceRequest,
    PriceRequestLine,
    ProcurementIntention,
)
from leads.models.price_requests import Unit
from leads.procurement import pledges

BUYER = f"Gemeente Voorbeek {brand_demo.MARK}"
Form, Status = ProcurementIntention.Form, ProcurementIntention.Status

# Work, words, size, form, status, in how many days.
PLANS = [
    (
        *("Groenonderhoud", "Onderhoud van drie begraafplaatsen"),
        *("4.500 m² gras, negen keer per jaar", Form.LOT, Status.PREPARED, 60),
    ),
    (
        *("Verpakking", "Nieuwjaarspakketten samenstellen"),
        *("320 pakketten", Form.DIRECT, Status.MEANT, 120),
    ),
]
LINES = [
    ("Gras maaien en afvoeren", Decimal(4500), Unit.SQUARE_METRE),
    ("Hagen snoeien", Decimal(40), Unit.HOUR),
]
# Invented, and no price list of anybody: slug of the demo's partner, price and unit by line.
PRICES: list[tuple[str, list[tuple[str, str] | None]]] = [
    ("tuinwijk-groenwerk", [("0.42", Unit.SQUARE_METRE), ("31", Unit.HOUR)]),
    ("handgreep-noord", [("29.5", Unit.HOUR), None]),
]


def add(lead: Lead, now: datetime) -> None:
    lead.employer.buyer_kind = Employer.BuyerKind.MUNICIPALITY
    lead.employer.save(update_fields=["buyer_kind"])
    today = timezone.localdate(now)
    for work, words, size, form, status, days in PLANS:
        lead.intentions.create(
            activity=Activity.objects.filter(name=work).first(),
            description=words,
            size=size,
            form=form,
            status=status,
            expected_on=today + timedelta(days=days),
            contact=lead.contact,
            created_by=lead.owner,
        )
    _ask(lead, now)
    _promise(lead, now)


def _promise(lead: Lead, now: datetime) -> None:
    """As if the buyer said yes: an example that stands on the site."""
    today = timezone.localdate(now)
    pledge = Pledge.objects.create(
        lead=lead,
        year=today.year,
        percentage=Decimal(5),
        text="Wij kopen dit jaar vijf procent van onze werken en diensten bij de sociale economie.",
        source=f"Meerjarenplan {brand_demo.MARK}",
        made_on=today - timedelta(days=250),
        made_by="schepen van economie",
        status=Pledge.Status.ON_COURSE,
        said=Pledge.Said.YES,
        said_at=now - timedelta(days=200),
        created_by=lead.owner,
    )
    PledgeAnswer.objects.create(
        pledge=pledge,
        said=Pledge.Said.YES,
        version=pledge.version,
        shown=pledges.wording(pledge),
        at=now - timedelta(days=200),
        contact=lead.contact,
    )
    PledgeProgress.objects.create(
        pledge=pledge,
        on=today - timedelta(days=30),
        amount=Decimal(18_000),
        total=Decimal(400_000),
        source=f"Eigen telling van de gemeente {brand_demo.MARK}",
    )


def _ask(lead: Lead, now: datetime) -> None:
    request = PriceRequest.objects.create(
        lead=lead,
        organisation=lead.owner_organisation,
        intention=lead.intentions.first(),
        title="Onderhoud van drie begraafplaatsen",
        note="Graag met afvoer van het groenafval.",
        closes_on=timezone.localdate(now) + timedelta(days=10),
        sent_at=now - timedelta(days=2),
        created_by=lead.owner,
    )
    lines = [
        PriceRequestLine.objects.create(
            request=request, position=number, description=words, quantity=quantity, unit=unit
        )
        for number, (words, quantity, unit) in enumerate(LINES)
    ]
    for slug, prices in PRICES:
        _answer(request, brand_demo.organisation(slug), lines, prices, now)


def _answer(
    request: PriceRequest,
    partner: Organisation,
    lines: list[PriceRequestLine],
    prices: list[tuple[str, str] | None],
    now: datetime,
) -> None:
    asked = PriceInvitation.objects.create(
        request=request, partner=partner, invited_at=now - timedelta(days=2)
    )
    answer = PriceAnswer.objects.create(invitation=asked, at=now - timedelta(days=1))
    for line, said in zip(lines, prices, strict=True):
        if said is not None:
            price, unit = said
            PriceOffer.objects.create(
                answer=answer, line=line, price=Decimal(price), unit=unit, vat=Decimal(21)
            )
