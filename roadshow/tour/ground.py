"""The quiet ground under the map: Flanders and Brussels as cells, drawn from our own table.

No tiles and no copyrighted borders: around each municipality's centre stands the land that is
nearer to it than to any other centre, and no further than a few kilometres. A schematic map,
and called so.
"""

from functools import lru_cache
from math import cos, pi, radians, sin

REACH = 7.5  # kilometres around a centre that count as its land
CORNERS = 24
KM_PER_DEGREE = 111.195
WEST_TO_EAST = cos(radians(51.0))  # a degree of longitude against one of latitude, at 51° N

Point = tuple[float, float]


def _circle(centre: Point) -> list[Point]:
    x, y = centre
    angles = (2 * pi * step / CORNERS for step in range(CORNERS))
    return [(x + REACH * cos(angle), y + REACH * sin(angle)) for angle in angles]


def _nearer_to(polygon: list[Point], here: Point, there: Point) -> list[Point]:
    """The part of the polygon that is nearer to here than to there."""
    middle = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
    away = (there[0] - here[0], there[1] - here[1])

    def side(point: Point) -> float:
        return (point[0] - middle[0]) * away[0] + (point[1] - middle[1]) * away[1]

    kept = []
    for first, second in zip(polygon, [*polygon[1:], polygon[0]], strict=True):
        a, b = side(first), side(second)
        if a <= 0:
            kept.append(first)
        if (a < 0 < b) or (b < 0 < a):
            share = a / (a - b)
            kept.append(
                (
                    first[0] + share * (second[0] - first[0]),
                    first[1] + share * (second[1] - first[1]),
                )
            )
    return kept


def _cell(here: Point, others: list[Point]) -> list[Point]:
    polygon = _circle(here)
    for there in others:
        if there != here and abs(there[0] - here[0]) < 2 * REACH:
            polygon = _nearer_to(polygon, here, there)
    return polygon


@lru_cache(maxsize=2)
def cells(towns: tuple[tuple[str, str, float, float], ...]) -> list[dict]:
    """One cell per town (name, province, latitude, longitude): name, province, centre, ring.

    A ring is latitude and longitude to 0.001 degree, about 100 metres.
    """
    flat = [(lon * KM_PER_DEGREE * WEST_TO_EAST, lat * KM_PER_DEGREE) for *_, lat, lon in towns]
    return [
        {
            "name": name,
            "province": province,
            "at": [lat, lon],
            "ring": [_degrees(corner) for corner in _cell(here, flat)],
        }
        for (name, province, lat, lon), here in zip(towns, flat, strict=True)
    ]


def _degrees(corner: Point) -> list[float]:
    x, y = corner
    return [round(y / KM_PER_DEGREE, 3), round(x / KM_PER_DEGREE / WEST_TO_EAST, 3)]
