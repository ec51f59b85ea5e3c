"""A calculation as plain values: read from its rows, or from what an edition keeps of them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from stories.models.sroi import FactorKind, Party, SroiCalculation, SroiRole

CASES = ("cautious", "middle", "generous")
FORMAT = 1  # of what an edition keeps


@dataclass(frozen=True)
class Factor:
    """Three values of one kind; percentages as 30, not 0.30."""

    kind: FactorKind
    cautious: Decimal | None
    middle: Decimal | None
    generous: Decimal | None
    source: str = ""
    source_date: date | None = None
    author: str = ""

    def value(self, case: str) -> Decimal | None:
        return getattr(self, case)

    @property
    def is_sure(self) -> bool:
        """The same in every case."""
        return self.cautious == self.middle == self.generous


@dataclass(frozen=True)
class Line:
    role: SroiRole
    name: str
    party: Party
    years: int
    factors: tuple[Factor, ...] = ()

    def factor(self, kind: FactorKind) -> Factor | None:
        return next((one for one in self.factors if one.kind == kind), None)


@dataclass(frozen=True)
class Sheet:
    kind: str
    name: str
    subject: str
    perspective: str
    start: date
    end: date
    lines: tuple[Line, ...]
    overall: Factor | None = None  # discount rate, or the share that would not work otherwise
    is_example: bool = field(default=False)

    def of_role(self, role: SroiRole) -> list[Line]:
        return [line for line in self.lines if line.role == role]

    def factors(self) -> Iterator[tuple[Line | None, Factor]]:
        """Every factor with the line it belongs to."""
        for line in self.lines:
            yield from ((line, factor) for factor in line.factors)
        if self.overall:
            yield None, self.overall

    def with_factor(self, old: Factor, new: Factor) -> "Sheet":
        """The same sheet with this one factor replaced."""
        lines = tuple(
            replace(
                line, factors=tuple(new if factor is old else factor for factor in line.factors)
            )
            for line in self.lines
        )
        return replace(self, lines=lines, overall=new if self.overall is old else self.overall)


def of(calculation: SroiCalculation) -> Sheet:
    """As its rows stand now."""
    by_line: dict[int | None, list[Factor]] = {}
    for row in calculation.factors.all():
        by_line.setdefault(row.line_id, []).append(
            Factor(
                FactorKind(row.kind),
                *(row.cautious, row.middle, row.generous),
                *(row.source, row.source_date, row.author),
            )
        )
    wanted = FactorKind.of_calculation(calculation.kind)
    lines = [
        Line(SroiRole(row.role), row.name, Party(row.party), row.years, _ordered(row, by_line))
        for row in calculation.lines.filter(removed_at=None)
    ]
    return Sheet(
        kind=calculation.kind,
        name=calculation.name,
        subject=calculation.subject,
        perspective=calculation.perspective,
        start=calculation.start,
        end=calculation.end,
        lines=tuple(lines),
        overall=next((one for one in by_line.get(None, []) if one.kind == wanted), None),
        is_example=calculation.is_example,
    )


def _ordered(row: Any, by_line: dict[int | None, list[Factor]]) -> tuple[Factor, ...]:
    order = FactorKind.of_role(row.role)
    factors = [one for one in by_line.get(row.pk, []) if one.kind in order]
    return tuple(sorted(factors, key=lambda one: order.index(one.kind)))


# As JSON ----------------------------------------------------------------------------------------


def to_json(sheet: Sheet) -> dict[str, Any]:
    """Numbers and dates as text, so that nothing is rounded on the way."""
    return {"format": FORMAT, **_texts(asdict(sheet))}


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def from_json(kept: dict[str, Any]) -> Sheet:
    return Sheet(
        **{name: kept[name] for name in ("kind", "name", "subject", "perspective", "is_example")},
        start=date.fromisoformat(kept["start"]),
        end=date.fromisoformat(kept["end"]),
        lines=tuple(
            Line(
                SroiRole(line["role"]),
                line["name"],
                Party(line["party"]),
                line["years"],
                tuple(_factor(one) for one in line["factors"]),
            )
            for line in kept["lines"]
        ),
        overall=_factor(kept["overall"]) if kept["overall"] else None,
    )


def _factor(kept: dict[str, Any]) -> Factor:
    values = (None if kept[case] is None else Decimal(kept[case]) for case in CASES)
    dated = kept["source_date"]
    return Factor(
        FactorKind(kept["kind"]),
        *values,
        source=kept["source"],
        source_date=date.fromisoformat(dated) if dated else None,
        author=kept["author"],
    )
