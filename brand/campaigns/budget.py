"""What a campaign costs, and what of it each partner pays: to the cent, and adding up."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal

from django.utils.formats import number_format

from brand.models import BudgetLine, Campaign, Organisation

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
AMOUNTS = ("planned", "committed", "spent")
Key = dict[Organisation, Decimal]


@dataclass
class Amounts:
    planned: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)

    def add(self, **amounts: Decimal) -> None:
        for name, amount in amounts.items():
            setattr(self, name, getattr(self, name) + amount)


@dataclass
class Budget:
    """Of a campaign: its lines, what they come to, and the part of each partner that pays."""

    lines: list[BudgetLine] = field(default_factory=list)
    total: Amounts = field(default_factory=Amounts)
    parts: dict[Organisation, Amounts] = field(default_factory=dict)

    @property
    def cost(self) -> Decimal:
        """What was spent; as long as that is nothing, what is planned."""
        return self.total.spent or self.total.planned

    @property
    def is_planned_cost(self) -> bool:
        return not self.total.spent and bool(self.total.planned)

    def cost_of(self, channel: str) -> Decimal:
        name = "planned" if self.is_planned_cost else "spent"
        return sum(
            (getattr(line, name) for line in self.lines if line.channel == channel), Decimal(0)
        )


def of(campaign: Campaign) -> Budget:
    budget = Budget(list(campaign.budget_lines.select_related("paid_by")))
    key = key_of(campaign)
    for line in budget.lines:
        for name in AMOUNTS:
            amount = getattr(line, name)
            budget.total.add(**{name: amount})
            paid = {line.paid_by: amount} if line.paid_by else divided(amount, key)
            for partner, part in paid.items():
                budget.parts.setdefault(partner, Amounts()).add(**{name: part})
    return budget


def key_of(campaign: Campaign) -> Key:
    """Who pays what percentage of what is paid together; without a key, who runs the campaign."""
    rows = campaign.participations.select_related("organisation")
    key = {row.organisation: row.cost_share for row in rows if row.cost_share}
    return key if adds_up(key.values()) else {campaign.organisation: HUNDRED}


def adds_up(shares: Iterable[Decimal]) -> bool:
    return sum(shares, Decimal(0)) == HUNDRED


def divided(amount: Decimal, key: Key) -> Key:
    """The amount over the key, to the cent; what rounding leaves goes to who lost most by it."""
    exact = {partner: amount * share / HUNDRED for partner, share in key.items()}
    parts = {partner: value.quantize(CENT, ROUND_DOWN) for partner, value in exact.items()}
    left = int((amount - sum(parts.values())) / CENT)
    most_lost = sorted(exact, key=lambda partner: (parts[partner] - exact[partner], partner.pk))
    for partner in most_lost[:left]:
        parts[partner] += CENT
    return parts


def euro(amount: Decimal) -> str:
    """€ 1.250,50; a round amount without cents."""
    cents = 0 if amount == amount.to_integral_value() else 2
    return f"€\u00a0{number_format(amount, cents, use_l10n=True, force_grouping=True)}"
