"""What the pages of a calculation tell: for visitors of an edition, at the desk of what stands."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists

from brand.campaigns.budget import euro
from brand.pages.kinds import live_of
from brand.pages.restrictions import unrestricted
from stories.models import ImpactPage, SroiEdition
from stories.models.sroi import FactorKind, SroiKind, SroiRole
from stories.sroi import calculation, editions, sheet
from stories.sroi.calculation import Balance, Result
from stories.sroi.sheet import Factor, Line, Sheet

MOST_SWINGS = 12


class Bar(NamedTuple):
    """Of a swing: from where to where, in percent of the width of the picture."""

    label: str
    low: str
    high: str
    start: float
    width: float


class Swings(NamedTuple):
    """Which factor matters most: bars around the middle."""

    middle: str
    place: float
    bars: list[Bar]


@dataclass(frozen=True)
class Told:
    """A sheet with what comes of it; without results as long as anything is missing."""

    sheet: Sheet
    missing: list[str]
    results: list[Result]
    balances: list[Balance]
    swings: Swings | None

    @property
    def is_sroi(self) -> bool:
        return self.sheet.kind == SroiKind.SROI

    @property
    def headline(self) -> str:
        """1,75 euro, or € 1.500 per person and year."""
        return outcome(self.results[1], self.is_sroi) if self.results else ""

    @property
    def range(self) -> str:
        low, _, high = (outcome(one, self.is_sroi) for one in self.results)
        return f"{low} tot {high}"

    @property
    def parts(self) -> list[tuple[SroiRole, list[tuple[Line, str]]]]:
        """Lines by role, each with what it comes to in the middle case."""
        return [
            (role, [(line, self._amount(line)) for line in self.sheet.of_role(role)])
            for role in SroiRole.of(self.sheet.kind)
        ]

    def _amount(self, line: Line) -> str:
        try:
            if line.role in (SroiRole.INPUT, SroiRole.COST):
                return money(calculation.paid(line, "middle"))
            return money(calculation.worth(self.sheet, line, "middle"))
        except calculation.NotComplete:
            return ""


def of_edition(edition: SroiEdition) -> Told:
    return tell(sheet.from_json(edition.sheet))


def tell(of: Sheet) -> Told:
    if lacks := editions.missing(of):
        return Told(of, lacks, [], [], None)
    return Told(of, [], calculation.results(of), calculation.balances(of), _swings(of))


def outcome(one: Result, is_sroi: bool) -> str:
    return decimal(one.ratio) if is_sroi and one.ratio is not None else money(one.net)


def money(amount: Decimal) -> str:
    """Whole euros: cents would look surer than it is. They stand in the data."""
    whole = amount.quantize(Decimal(1))
    return f"−\u00a0{euro(-whole)}" if whole < 0 else euro(whole)


def decimal(number: Decimal) -> str:
    return f"{number:.2f}".replace(".", ",")


def case_word(case: str) -> str:
    return editions.WORDS[case].capitalize()


def shown(factor: Factor, case: str) -> str:
    """As people write it: 30 %, € 5.850, 10."""
    value = factor.value(case)
    if value is None:
        return "–"
    plain = f"{value.normalize():f}".replace(".", ",")
    if FactorKind(factor.kind).is_percentage:
        return f"{plain}\u00a0%"
    return euro(value) if FactorKind(factor.kind).is_money else plain


def _swings(of: Sheet) -> Swings | None:
    found = calculation.swings(of)[:MOST_SWINGS]
    if not found:
        return None
    is_sroi = of.kind == SroiKind.SROI
    write = decimal if is_sroi else money
    middle = calculation.result(of)
    at = middle.ratio if is_sroi and middle.ratio is not None else middle.net
    ends = [end for one in found for end in (one.low, one.high)]
    first, last = min(*ends, at), max(*ends, at)
    width = last - first or Decimal(1)

    def place(value: Decimal) -> float:
        return round(float(100 * (value - first) / width), 1)

    bars = [
        Bar(
            _name(one.line, one.factor),
            write(one.low),
            write(one.high),
            place(min(one.low, one.high)),
            max(round(float(100 * one.width / width), 1), 0.5),
        )
        for one in found
    ]
    return Swings(write(at), place(at), bars)


def _name(line: Line | None, factor: Factor) -> str:
    label = FactorKind(factor.kind).label.split(", in ")[0]
    if line is None:
        return label
    if factor.kind == FactorKind.AMOUNT:
        return line.name
    return f"{line.name}: {label[0].lower()}{label[1:]}"


def published() -> list[SroiEdition]:
    """The newest edition of each calculation on the site, while the page they stand on is open."""
    open_page = Exists(unrestricted(live_of(ImpactPage)))
    rows = SroiEdition.objects.published().filter(open_page).select_related("calculation")
    return list(rows.order_by("calculation__name", "calculation"))
