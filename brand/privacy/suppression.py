"""Which numbers of a table are withheld so that none below `FEWEST` is told, nor can be worked out.

Numbers stand in several tables about the same rows: per partner, per province, per municipality,
per stop. A small one is withheld (primary). What would then be found by subtracting, in one table
or across tables, is withheld too (secondary), the smallest number first:

- of each total that is told, and each table that divides it: what is not told of it together is at
  least `FEWEST`, stands in at least two rows, and does not follow from there being so many rows;
- no withheld number is a sum or difference of numbers that are told, however many of them it takes.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

FEWEST = 5  # people or companies: below it a number says who
PRIME = (1 << 61) - 1
MOST_CELLS = 1200  # with more, the check across tables takes too long


class Cell(NamedTuple):
    """One number of one table; `of` are the smallest groups that it is the sum of."""

    table: str
    label: Hashable
    of: frozenset[int]
    value: int

    @property
    def is_small(self) -> bool:
        return 0 < self.value < FEWEST


def cells_of(groups: Sequence[Any], tables: Iterable[str]) -> list[Cell]:
    """Every number of each table, by the attribute of the groups of that name; groups have a value.

    A group without a name for a table is in none of its rows.
    """
    found: dict[tuple[str, Hashable], list[int]] = {}
    for table in tables:
        for place, group in enumerate(groups):
            if label := getattr(group, table):
                found.setdefault((table, label), []).append(place)
    return [
        Cell(table, label, frozenset(places), sum(groups[place].value for place in places))
        for (table, label), places in found.items()
    ]


def withheld(cells: Iterable[Cell], total: int) -> set[Cell]:
    """Those that may not be told beside the others and the total."""
    cells = list(cells)
    if 0 < total < FEWEST:
        return set(cells)
    everything = frozenset().union(*(cell.of for cell in cells)) if cells else frozenset()
    whole = Cell("", "", everything, total)
    hidden = {cell for cell in cells if cell.is_small}
    divisions = _divisions([whole, *cells], cells)
    while more := _by_difference(divisions, hidden) or _by_equations(whole, cells, hidden):
        hidden |= more
    return hidden


# What is not told of a total that is ------------------------------------------------------------


def _divisions(parents: list[Cell], cells: list[Cell]) -> list[tuple[Cell, list[Cell]]]:
    """Each number with the rows of each other table that divide it without rest."""
    tables: dict[str, list[Cell]] = {}
    for cell in cells:
        tables.setdefault(cell.table, []).append(cell)
    found = []
    for parent in parents:
        for table, rows in tables.items():
            if table == parent.table:
                continue
            inside = [cell for cell in rows if cell.of <= parent.of]
            if inside and frozenset().union(*(cell.of for cell in inside)) == parent.of:
                found.append((parent, inside))
    return found


def _by_difference(divisions: list[tuple[Cell, list[Cell]]], hidden: set[Cell]) -> set[Cell]:
    for parent, rows in divisions:
        untold = [cell for cell in rows if cell in hidden]
        if parent in hidden or not untold or _is_safe(untold):
            continue
        told = [cell for cell in rows if cell not in hidden]
        if told:
            return {min(told, key=_smallest)}
        if parent.table:  # nothing beside them to withhold: their sum goes instead
            return {parent}
    return set()


def _is_safe(untold: list[Cell]) -> bool:
    together, number = sum(cell.value for cell in untold), len(untold)
    if number < 2 or together < FEWEST:
        return False
    # Of so many numbers of 1 to 4 only one combination makes the smallest and the largest sum.
    return not all(cell.is_small for cell in untold) or together not in (
        number,
        number * (FEWEST - 1),
    )


def _smallest(cell: Cell) -> tuple:
    return cell.value, str(cell.label)


# What follows from several that are told --------------------------------------------------------


def _by_equations(whole: Cell, cells: list[Cell], hidden: set[Cell]) -> set[Cell]:
    """The next to withhold, when a withheld number follows from those that are told."""
    if not hidden or len(cells) > MOST_CELLS:
        return set()
    told = [cell for cell in cells if cell not in hidden]
    known = _Span([whole, *told])
    for cell in sorted(hidden, key=_smallest):
        if cell.of == whole.of or not known.holds(cell):
            continue
        touching = [one for one in told if one.of & cell.of]
        same_table = [one for one in told if one.table == cell.table]
        if choice := touching or same_table or told:
            return {min(choice, key=_smallest)}
    return set()


class _Span:
    """Everything that is a sum or difference of these numbers (linear algebra, modulo a prime)."""

    def __init__(self, cells: Iterable[Cell]):
        self._rows: dict[int, dict[int, int]] = {}
        for cell in cells:
            row = self._rest(dict.fromkeys(cell.of, 1))
            if row:
                first = min(row)
                inverse = pow(row[first], -1, PRIME)
                self._rows[first] = {at: one * inverse % PRIME for at, one in row.items()}

    def holds(self, cell: Cell) -> bool:
        return not self._rest(dict.fromkeys(cell.of, 1))

    def _rest(self, row: dict[int, int]) -> dict[int, int]:
        row, rest = dict(row), {}
        while row:
            first = min(row)
            times = row[first]
            known = self._rows.get(first)
            if known is None:
                rest[first] = row.pop(first)
                continue
            for at, one in known.items():
                left = (row.get(at, 0) - times * one) % PRIME
                if left:
                    row[at] = left
                else:
                    row.pop(at, None)
        return rest
