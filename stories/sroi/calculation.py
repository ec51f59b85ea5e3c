"""The arithmetic of a calculation, in `Decimal`, without rounding; amounts are in euro.

Source: the algebra of "A Guide to Social Return on Investment" (The SROI Network, 2012):

    impact in year 1  = quantity x proxy x (1 - deadweight) x (1 - displacement) x (1 - attribution)
    impact in year t  = impact in year 1 x (1 - drop-off) ^ (t - 1)
    present value     = sum over t of impact in year t / (1 + discount rate) ^ t
    ratio             = present value / inputs;   net present value = present value - inputs

Attribution is the share that is due to others. The return to government per person and year is

    share x gains - costs

where the share is of those who would not work otherwise: what is gained is counted for them alone,
what is spent is spent on everybody.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from stories.models.sroi import FactorKind, Party, SroiKind, SroiRole
from stories.sroi.sheet import CASES, Factor, Line, Sheet

FORMULA_VERSION = 1
PARTS = Decimal(100)


class Result(NamedTuple):
    """What one case comes to. `ratio` is None in a return to government, and without inputs."""

    case: str
    put_in: Decimal  # inputs, or costs
    gained: Decimal  # present value, or the counted share of gains
    ratio: Decimal | None

    @property
    def net(self) -> Decimal:
        return self.gained - self.put_in


class Balance(NamedTuple):
    """One party: what it pays and what it saves, in the middle case."""

    party: Party
    pays: Decimal
    saves: Decimal

    @property
    def net(self) -> Decimal:
        return self.saves - self.pays


class Swing(NamedTuple):
    """What the result becomes when one factor alone is cautious, or generous."""

    line: Line | None
    factor: Factor
    low: Decimal
    high: Decimal

    @property
    def width(self) -> Decimal:
        return abs(self.high - self.low)


class NotComplete(Exception):
    """A factor has no value: there is no result."""


def result(sheet: Sheet, case: str = "middle") -> Result:
    """Raises `NotComplete` where a value is missing."""
    put_in = sum((paid(line, case) for line in _paying(sheet)), Decimal())
    gained = sum((worth(sheet, line, case) for line in _saving(sheet)), Decimal())
    has_ratio = sheet.kind == SroiKind.SROI and put_in
    return Result(case, put_in, gained, gained / put_in if has_ratio else None)


def results(sheet: Sheet) -> list[Result]:
    """Cautious, middle, generous."""
    return [result(sheet, case) for case in CASES]


def balances(sheet: Sheet) -> list[Balance]:
    """Who pays and who saves, in the order of `Party`; who does neither is left out."""
    pays, saves = dict.fromkeys(Party, Decimal()), dict.fromkeys(Party, Decimal())
    for line in _paying(sheet):
        pays[line.party] += paid(line, "middle")
    for line in _saving(sheet):
        saves[line.party] += worth(sheet, line, "middle")
    return [
        Balance(party, pays[party], saves[party]) for party in Party if pays[party] or saves[party]
    ]


def swings(sheet: Sheet) -> list[Swing]:
    """The factors that are not sure, the one that matters most first."""
    found = []
    for line, factor in sheet.factors():
        if factor.is_sure:
            continue
        low, high = (_with(sheet, factor, case) for case in ("cautious", "generous"))
        if low is not None and high is not None:
            found.append(Swing(line, factor, low, high))
    return sorted(found, key=lambda one: one.width, reverse=True)


def paid(line: Line, case: str) -> Decimal:
    return _value(line.factor(FactorKind.AMOUNT), case)


def worth(sheet: Sheet, line: Line, case: str) -> Decimal:
    """The present value of an outcome, or the counted share of a gain."""
    overall = _share(sheet.overall, case)
    if line.role == SroiRole.GAIN:
        return overall * paid(line, case)
    return sum(by_year(sheet, line, case), Decimal())


def by_year(sheet: Sheet, line: Line, case: str) -> Iterator[Decimal]:
    """The present value of an outcome in each of its years."""
    first, stays = first_year(line, case), 1 - _share(line.factor(FactorKind.DROP_OFF), case)
    discount = 1 + _share(sheet.overall, case)
    impact = first
    for year in range(1, line.years + 1):
        yield impact / discount**year
        impact *= stays


def first_year(line: Line, case: str) -> Decimal:
    impact = _value(line.factor(FactorKind.QUANTITY), case)
    impact *= _value(line.factor(FactorKind.PROXY), case)
    for kind in (FactorKind.DEADWEIGHT, FactorKind.DISPLACEMENT, FactorKind.ATTRIBUTION):
        impact *= 1 - _share(line.factor(kind), case)
    return impact


def _paying(sheet: Sheet) -> list[Line]:
    return [line for line in sheet.lines if line.role in (SroiRole.INPUT, SroiRole.COST)]


def _saving(sheet: Sheet) -> list[Line]:
    return [line for line in sheet.lines if line.role in (SroiRole.OUTCOME, SroiRole.GAIN)]


def _value(factor: Factor | None, case: str) -> Decimal:
    value = factor.value(case) if factor else None
    if value is None:
        raise NotComplete
    return value


def _share(factor: Factor | None, case: str) -> Decimal:
    return _value(factor, case) / PARTS


def _with(sheet: Sheet, factor: Factor, case: str) -> Decimal | None:
    """The ratio, or the net amount, when this factor alone takes its value of `case`."""
    moved = result(sheet.with_factor(factor, replace(factor, middle=factor.value(case))))
    return moved.ratio if sheet.kind == SroiKind.SROI else moved.net
