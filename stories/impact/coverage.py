"""Where we were, by province: stops and followed-up employers, as two published figures tell it.

Nothing is counted here, so what is withheld there is withheld here too.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from brand.models import Province

if TYPE_CHECKING:
    from stories.impact.page import Told

STOPS, LEADS = "haltes", "opvolgdossiers"


class Tile(NamedTuple):
    province: str
    name: str
    stops: int
    leads: int | None  # None: withheld


class Coverage(NamedTuple):
    tiles: list[Tile]
    answer: str
    stops: "Told"
    leads: "Told | None"  # None where no number of employers is told at all


def of(told: "Iterable[Told]") -> Coverage | None:
    """None as long as nothing is published of stops by province."""
    found = {one.code: one for one in told}
    stops, leads = (_by_province(found.get(code)) for code in (STOPS, LEADS))
    if not stops:
        return None
    tiles = [
        Tile(str(one.value), str(one.label), stops.get(str(one.label)) or 0, _of(leads, one))
        for one in Province
    ]
    return Coverage(tiles, _answer(tiles), found[STOPS], found[LEADS] if leads else None)


def _by_province(told: "Told | None") -> dict[str, int | None]:
    if told is None:
        return {}
    rows = next((part["rows"] for part in told.tables if part["key"] == "province"), [])
    return {label: number for label, number, _ in rows}


def _of(leads: dict[str, int | None], province: Province) -> int | None:
    return leads.get(str(province.label), 0)


def _answer(tiles: list[Tile]) -> str:
    without = [tile.name for tile in tiles if not tile.stops]
    if not without:
        return "In elke provincie was er een halte, en in Brussel ook."
    *first, last = without
    names = f"{', '.join(first)} en {last}" if first else last
    return f"Nog geen halte in {names}."
