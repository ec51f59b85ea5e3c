"""What a figure is made of, as tables in which small numbers are withheld before they are kept."""

from brand.privacy import suppression
from brand.privacy.suppression import FEWEST, Cell
from stories.impact.counting import AtMoment, Counted

# Field of a group, heading of the table; the first is the coarsest.
TABLES = [
    ("partner", "Per partner"),
    ("province", "Per provincie"),
    ("municipality", "Per gemeente"),
    ("stop", "Per halte"),
]


def parts_of(counted: Counted, *, protects: bool) -> list[dict]:
    """Each table as {"key", "title", "rows": [[label, number or None, province], ...]}."""
    groups = counted.groups
    whole = [int(group.value) == group.value for group in groups]
    cells = suppression.cells_of(groups, [key for key, _ in TABLES])
    while protects and len(cells) > suppression.MOST_CELLS:
        finest = cells[-1].table
        cells = [cell for cell in cells if cell.table != finest]
    hidden: set[Cell] = set()
    if protects and all(whole):
        hidden = suppression.withheld(cells, sum(int(group.value) for group in groups))
    elif protects:
        hidden = {cell for cell in cells if cell.is_small}
    parts = []
    for key, title in TABLES:
        rows = [cell for cell in cells if cell.table == key]
        if rows and not set(rows) <= hidden:
            told = [_row(cell, cell in hidden, groups) for cell in rows]
            parts.append({"key": key, "title": title, "rows": sorted(told, key=_order)})
    if counted.moments:
        parts.append(_moments(counted.moments))
    return parts


def fell(before: list[dict], now: list[dict]) -> bool:
    """Whether any number that is told is lower than it was, or its row is gone."""
    was, told = _numbers(before), _numbers(now)
    return any(
        name not in told or (None not in (number, told[name]) and told[name] < number)
        for name, number in was.items()
        if name[0] in {key for key, _ in told}
    )


def _numbers(parts: list[dict]) -> dict[tuple, float | None]:
    tables = (part for part in parts if part["key"] != "moment")
    return {(part["key"], row[0]): row[1] for part in tables for row in part["rows"]}


def _row(cell: Cell, is_hidden: bool, groups) -> list:
    province = groups[min(cell.of)].province if cell.table in ("municipality", "stop") else ""
    value = cell.value
    number = int(value) if value == int(value) else float(value)
    return [cell.label, None if is_hidden else number, province]


def _order(row: list) -> tuple:
    """The largest first; what is withheld last, by name."""
    return row[1] is None, -(row[1] or 0), row[0]


# Does it still run? -------------------------------------------------------------------------------


def _moments(rows: tuple[AtMoment, ...]) -> dict:
    told = [[row.moment, *at_moment(row)] for row in rows]
    return {"key": "moment", "title": "Loopt het nog?", "rows": told}


def at_moment(row: AtMoment) -> list[int | None]:
    """People in all, still there, stopped, unknown; None for what is withheld.

    The number still there is told when it is large enough. Of the others, which follow by
    subtracting, only the sum is told when one is small; not even that when it is one or small.
    """
    rest = row.stopped + row.unknown
    if 0 < row.still < FEWEST or 0 < row.people < FEWEST:
        return [None, None, None, None]
    if all(part == 0 or part >= FEWEST for part in (row.stopped, row.unknown)):
        return [row.people, row.still, row.stopped, row.unknown]
    both = row.stopped > 0 and row.unknown > 0
    if both and rest >= FEWEST:
        return [row.people, row.still, None, None]
    return [None, row.still, None, None]
