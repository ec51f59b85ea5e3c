"""Answers beside each other: lines down, partners across. A comparison, and no auction.

Partners stand in the order of their names, whatever they ask.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch
from django.utils import timezone

from leads.models import PriceAnswer, PriceInvitation, PriceOffer, PriceRequest, PriceRequestLine

ASSUMPTIONS = (
    "Prijzen zijn zonder btw, zoals de partner ze opgaf.",
    "Een totaal is de prijs maal de gevraagde hoeveelheid. Een regel zonder prijs of in een andere "
    "eenheid telt niet mee; dan staat erbij hoeveel regels wel meetellen.",
    "Een vervallen prijs telt mee en is gemerkt.",
    "Wie de prijzen vroeg, kan een eigen prijs erbij zetten en ziet dan al wat anderen "
    "antwoordden. Kijk naar de dag.",
    "Met een minimum, de levertijd of een opmerking is niet gerekend: lees ze mee.",
)


@dataclass(frozen=True)
class Cell:
    """What one partner says of one line; nothing when it gave no price for it."""

    line: PriceRequestLine
    offer: PriceOffer | None
    is_expired: bool = False

    @property
    def is_other_unit(self) -> bool:
        return self.offer is not None and not self.offer.is_same_unit

    @property
    def total(self) -> Decimal | None:
        return self.offer.total if self.offer else None


@dataclass
class Column:
    """One partner, with its newest answer."""

    invitation: PriceInvitation
    answer: PriceAnswer | None
    cells: list[Cell] = field(default_factory=list)

    @property
    def counted(self) -> list[Decimal]:
        return [cell.total for cell in self.cells if cell.total is not None]

    @property
    def total(self) -> Decimal | None:
        return sum(self.counted, Decimal(0)) if self.counted else None

    @property
    def is_whole(self) -> bool:
        return len(self.counted) == len(self.cells)


@dataclass
class Comparison:
    request: PriceRequest
    lines: list[PriceRequestLine]
    columns: list[Column]

    @property
    def rows(self) -> list[tuple[PriceRequestLine, list[Cell]]]:
        """Of partners with prices alone; who has none yet stands above the table."""
        return [
            (line, [column.cells[number] for column in self.priced])
            for number, line in enumerate(self.lines)
        ]

    @property
    def priced(self) -> list[Column]:
        return [one for one in self.columns if one.answer is not None and not one.answer.is_no]

    @property
    def silent(self) -> list[Column]:
        return [one for one in self.columns if one.answer is None]

    @property
    def declined(self) -> list[Column]:
        return [one for one in self.columns if one.answer is not None and one.answer.is_no]


def compare(request: PriceRequest, day: date | None = None) -> Comparison:
    day = day or timezone.localdate()
    offers = Prefetch("offers", PriceOffer.objects.select_related("line"))
    answers = PriceAnswer.objects.select_related("by").prefetch_related(offers)
    asked = request.invitations.select_related("partner", "request")
    lines = list(request.lines.all())
    columns = [
        _column(one, lines, day) for one in asked.prefetch_related(Prefetch("answers", answers))
    ]
    return Comparison(request, lines, columns)


def _column(invitation: PriceInvitation, lines: list[PriceRequestLine], day: date) -> Column:
    said = invitation.newest
    by_line = {offer.line_id: offer for offer in said.offers.all()} if said else {}
    cells = [
        Cell(line, offer, offer is not None and offer.is_expired(day))
        for line in lines
        for offer in [by_line.get(line.pk)]
    ]
    return Column(invitation, said, cells)
