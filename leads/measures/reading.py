"""What holds of each measure on a day and in a region, and an estimate with every factor in sight.

A value counts from its first to its last day, until another replaces it. What is unknown, of before
or contradicted gives no amount; what nobody looked over does, and says so. Amounts of different
measures are never added: whether they go together is not ours to say.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format

from leads.models.measures import MeasureParameter, MeasureValue, Region, SupportMeasure

Employers, RegionOf = SupportMeasure.Employers, SupportMeasure.RegionOf
Role = MeasureParameter.Role
HUNDRED = Decimal(100)


class Question(NamedTuple):
    """What an employer told; nothing of it is kept, and nothing is about a candidate."""

    region: str = ""
    group: str = ""
    employer: str = ""
    wage: Decimal | None = None  # gross, of a month

    @property
    def asks(self) -> bool:
        return bool(self.region or self.group or self.employer or self.wage is not None)


@dataclass
class Known:
    """One parameter on that day: the values that hold, those that come, those of before."""

    parameter: MeasureParameter
    day: date
    region: str = ""
    holding: list[MeasureValue] = field(default_factory=list)
    coming: list[MeasureValue] = field(default_factory=list)
    former: list[MeasureValue] = field(default_factory=list)

    @classmethod
    def of(
        cls, parameter: MeasureParameter, values: Iterable[MeasureValue], day: date, region: str
    ) -> "Known":
        found = cls(parameter, day, region)
        every = [value for value in values if _is_of(value.region, region)]
        after = {value.replaces_id: value for value in values if value.replaces_id}
        for value in every:
            found._shelf(value, after.get(value.pk)).append(value)
        return found

    def _shelf(self, value: MeasureValue, later: MeasureValue | None) -> list[MeasureValue]:
        replaced = later is not None and not later.begins_after(self.day)
        if value.is_historic or replaced or value.ended_before(self.day):
            return self.former
        return self.coming if value.begins_after(self.day) else self.holding

    @property
    def is_known(self) -> bool:
        return any(value.is_known for value in self.holding)

    @property
    def differs(self) -> bool:
        """Two sources contradict each other, or it is not the same in every region."""
        told = [value for value in self.holding if value.is_known]
        return any(not value.says_as(told[0]) for value in told[1:])

    @property
    def differs_by_region(self) -> bool:
        return self.differs and len({value.region for value in self.holding}) > 1

    @property
    def is_unverified(self) -> bool:
        return any(value.is_known and not value.is_verified for value in self.holding)

    @property
    def is_past_check(self) -> bool:
        return any(value.is_past_check(self.day) for value in self.holding)

    @property
    def figure(self) -> tuple[Decimal, Decimal] | None:
        """Lowest and highest; None where it is unknown, in words, or contradicted."""
        told = [value for value in self.holding if value.is_known]
        return told[0].figure if told and not self.differs else None

    @property
    def why_not(self) -> str:
        """Why no amount can be made of it, or ""."""
        name = f"“{self.parameter.name}”"
        if self.figure is not None:
            return ""
        if self.differs_by_region:
            return f"{name} verschilt per gewest. Kies eerst uw gewest."
        if self.differs:
            return f"over {name} spreken de bronnen elkaar tegen."
        if any(value.figure for value in self.former) and not self.is_known:
            return f"van {name} kennen we alleen een vroegere waarde."
        return f"{name} is niet bekend."


class Factor(NamedTuple):
    """One part of the sum, in words, with where it comes from."""

    name: str
    low: Decimal
    high: Decimal
    unit: str
    known: Known | None = None  # None for what the visitor typed

    @property
    def source(self) -> str:
        return (
            next((row.source for row in self.known.holding if row.source), "") if self.known else ""
        )


@dataclass(frozen=True)
class Estimate:
    """A range in whole euros with its factors; or the sentence why there is none."""

    factors: list[Factor] = field(default_factory=list)
    low: Decimal | None = None
    high: Decimal | None = None
    period: str = ""
    why_not: str = ""

    @property
    def is_unverified(self) -> bool:
        return any(factor.known and factor.known.is_unverified for factor in self.factors)

    @property
    def is_past_check(self) -> bool:
        return any(factor.known and factor.known.is_past_check for factor in self.factors)


@dataclass
class Card:
    """A measure as it stands on that day, for who asks this."""

    measure: SupportMeasure
    parameters: list[Known]
    day: date
    question: Question

    @property
    def is_over(self) -> bool:
        return self.measure.is_historic or self.measure.ended_before(self.day)

    @cached_property
    def misfits(self) -> list[str]:
        """Why it does probably not apply; empty when it may."""
        return list(_misfits(self.measure, self.question, self.day))

    @property
    def contradicts(self) -> bool:
        return any(one.differs and not one.differs_by_region for one in self.parameters)

    @cached_property
    def estimate(self) -> Estimate | None:
        """None where nothing is to be counted."""
        return _estimate({one.parameter.role: one for one in self.parameters}, self.question)

    @property
    def stand(self) -> date | None:
        """The last day on which anybody read or looked over something of it."""
        told: list[MeasureValue | SupportMeasure] = [self.measure]
        for one in self.parameters:
            told += one.holding
        days = [day for row in told for day in (row.read_on, row.checked_on) if day]
        return max(days, default=None)


@dataclass
class Support:
    """The cards of one page: those that may apply, those that probably do not, those of before."""

    cards: list[Card]
    question: Question

    @property
    def fitting(self) -> list[Card]:
        return [card for card in self.cards if not card.is_over and not card.misfits]

    @property
    def others(self) -> list[Card]:
        return [card for card in self.cards if not card.is_over and card.misfits]

    @property
    def over(self) -> list[Card]:
        return [card for card in self.cards if card.is_over]

    @property
    def stand(self) -> date | None:
        return max((card.stand for card in self.cards if card.stand), default=None)


def read(question: Question, day: date | None = None) -> Support:
    """Every measure, in three queries."""
    day = day or timezone.localdate()
    rows = SupportMeasure.objects.prefetch_related("parameters__values")
    return Support([_card(row, question, day) for row in rows], question)


def _card(measure: SupportMeasure, question: Question, day: date) -> Card:
    region = question.region if measure.region_of == RegionOf.SITE else ""
    known = [
        Known.of(parameter, parameter.values.all(), day, region)
        for parameter in measure.parameters.all()
    ]
    return Card(measure, known, day, question)


def _is_of(region: str, asked: str) -> bool:
    return not asked or Region.BELGIUM in (region, asked) or region == asked


def _misfits(measure: SupportMeasure, asked: Question, day: date) -> Iterator[str]:
    if measure.begins_after(day):
        yield f"Begint pas op {_day(measure.valid_from)}."
    by_site = measure.region_of == RegionOf.SITE
    if by_site and not _is_of(measure.region, asked.region):
        yield f"Geldt in {measure.get_region_display()}."
    if asked.group and measure.group != asked.group:
        yield f"Gaat over {measure.get_group_display().lower()}."
    if asked.employer and measure.employers not in (Employers.ANY, asked.employer):
        yield f"Is er voor: {measure.get_employers_display().lower()}."


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def _estimate(by_role: dict[str, Known], asked: Question) -> Estimate | None:
    if amount := by_role.get(Role.AMOUNT):
        return _of_amount(amount, by_role.get(Role.TIMES))
    if percent := by_role.get(Role.PERCENT):
        return _of_wage(percent, by_role.get(Role.CAP), asked.wage)
    return None


def _of_amount(amount: Known, times: Known | None) -> Estimate:
    parts = [amount, *([times] if times else [])]
    if missing := next((part.why_not for part in parts if part.why_not), ""):
        return Estimate(why_not=missing)
    factors = list(map(_factor, parts))
    low = high = Decimal(1)
    for one in factors:
        low, high = low * one.low, high * one.high
    period = "per persoon, in het geheel" if times else f"per persoon ({amount.parameter.unit})"
    return Estimate(factors, *_rounded(low, high), period)


def _of_wage(percent: Known, cap: Known | None, wage: Decimal | None) -> Estimate:
    parts = [percent, *([cap] if cap else [])]
    if missing := next((part.why_not for part in parts if part.why_not), ""):
        return Estimate(why_not=missing)
    if wage is None:
        return Estimate(why_not="vul hierboven een brutoloon in, dan rekenen we een bedrag uit.")
    factors = [Factor("Brutoloon dat u invulde", wage, wage, "euro per maand")]
    factors += map(_factor, parts)
    lowest = highest = wage
    if cap and cap.figure:
        lowest, highest = min(wage, cap.figure[0]), min(wage, cap.figure[1])
    low, high = percent.figure or (Decimal(0), Decimal(0))
    amounts = _rounded(low * lowest / HUNDRED, high * highest / HUNDRED)
    return Estimate(factors, *amounts, "per persoon en per maand")


def _factor(known: Known) -> Factor:
    low, high = known.figure or (Decimal(0), Decimal(0))
    return Factor(known.parameter.name, low, high, known.parameter.unit, known)


def _rounded(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Whole euros: the low end down, the high end up, so that the range never narrows."""
    whole = Decimal(1)
    return low.quantize(whole, ROUND_FLOOR), high.quantize(whole, ROUND_CEILING)
