"""A small drawing of Flanders and Brussels with a few places on it. Nothing is asked of others."""

import json
from collections.abc import Iterable
from functools import lru_cache
from math import cos, radians
from pathlib import Path
from typing import NamedTuple

BORDERS = Path(__file__).resolve().parent.parent / "static" / "roadshow" / "borders.json"
WEST, NORTH = 2.5, 51.52
UNITS = 105  # of the drawing in a degree of latitude
ACROSS = UNITS * cos(radians(51))  # in one of longitude
SIZE = (230, 96)


class Drawing(NamedTuple):
    provinces: list[str]
    """An SVG path each."""
    places: list[tuple[int, int]]
    width: int = SIZE[0]
    height: int = SIZE[1]


def drawing(points: Iterable[tuple[float, float]]) -> Drawing:
    """points: latitude and longitude of each place."""
    places = dict.fromkeys(_at(longitude, latitude) for latitude, longitude in points)
    return Drawing(_provinces(), list(places))


def _at(longitude: float, latitude: float) -> tuple[int, int]:
    return round((longitude - WEST) * ACROSS), round((NORTH - latitude) * UNITS)


@lru_cache(maxsize=1)
def _provinces() -> list[str]:
    features = json.loads(BORDERS.read_text())["features"]
    ours = [one["geometry"] for one in features if one["properties"].get("ours")]
    return ["".join(_ring(ring) for ring in _rings(geometry)) for geometry in ours]


def _rings(geometry: dict) -> list:
    parts = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        parts = [parts]
    return [ring for part in parts for ring in part]


def _ring(ring: list) -> str:
    points: list[tuple[int, int]] = []
    for longitude, latitude in ring:
        point = _at(longitude, latitude)
        if not points or point != points[-1]:
            points.append(point)
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z" if len(points) > 2 else ""
