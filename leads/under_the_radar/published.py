"""Which numbers of signals everybody may read: from five on, and none that betrays a smaller one.

Only whole months are told, so that nobody sees a number grow by the signal a neighbour just gave.
The stand of a month never changes any more, so it is worked out once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.core.cache import cache
from django.utils import timezone

from brand.models import Municipality, Province
from brand.privacy import suppression
from brand.privacy.retention import months_before
from brand.privacy.suppression import FEWEST, Cell
from leads.models.obstacles import Obstacle, ObstacleSignal, first_of_month

MONTHS = 12
KEPT_SECONDS = 24 * 3600


class Row(NamedTuple):
    label: str
    number: int


@dataclass(frozen=True)
class Stand:
    """What is told; where a number is missing there are few signals, or none."""

    first: date
    last: date  # the first day of the last month
    total: int | None = None
    has_examples: bool = False
    obstacles: list[Row] = field(default_factory=list)
    provinces: list[Row] = field(default_factory=list)
    municipalities: list[Row] = field(default_factory=list)
    by_number: dict[int, int] = field(default_factory=dict)  # of each municipality that is told

    @property
    def fewest(self) -> int:
        return FEWEST


def stand() -> Stand:
    now = timezone.localtime()
    last = first_of_month(months_before(now, 1).date())
    first = first_of_month(months_before(now, MONTHS).date())
    signals = ObstacleSignal.objects.between(first, last)
    key = f"signals:{last}:{signals.count()}"
    found: Stand | None = cache.get(key)
    if found is None:
        found = _told(first, last, signals.counted(), signals.filter(is_demo=True).exists())
        cache.set(key, found, KEPT_SECONDS)
    return found


class Group(NamedTuple):
    """Signals about one obstacle in one municipality: the smallest number there is."""

    municipality: int
    province: str
    obstacle: str
    number: int


def _told(first: date, last: date, counted: list[dict], has_examples: bool) -> Stand:
    towns = Municipality.objects.in_bulk([one["municipality"] for one in counted])
    groups = [
        Group(
            one["municipality"],
            towns[one["municipality"]].province,
            one["obstacle"],
            one["number"],
        )
        for one in counted
    ]
    total = sum(group.number for group in groups)
    if total < FEWEST:
        return Stand(first, last)
    cells = cells_of(groups)
    hidden = suppression.withheld(cells, total)
    told = [cell for cell in cells if cell not in hidden]
    names = {pk: town.name for pk, town in towns.items()}
    return Stand(
        first,
        last,
        total,
        has_examples,
        _rows(told, "obstacle", dict(Obstacle.choices)),
        _rows(told, "province", dict(Province.choices)),
        _rows(told, "municipality", names),
        {int(str(one.label)): one.value for one in told if one.table == "municipality"},
    )


def cells_of(groups: list[Group]) -> list[Cell]:
    """Every number that could be told, with the groups that it is the sum of."""
    found: dict[tuple[str, str | int], set[int]] = {}
    for place, group in enumerate(groups):
        for table in ("obstacle", "province", "municipality"):
            found.setdefault((table, getattr(group, table)), set()).add(place)
    return [
        Cell(table, label, frozenset(of), sum(groups[place].number for place in of))
        for (table, label), of in found.items()
    ]


def _rows(told: Iterable[Cell], table: str, names: dict) -> list[Row]:
    rows = [Row(str(names[one.label]), one.value) for one in told if one.table == table]
    return sorted(rows, key=lambda row: (-row.number, row.label))
