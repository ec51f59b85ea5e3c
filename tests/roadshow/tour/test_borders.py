"""The file of borders is what `roadshow/tour/borders.py` says; read here without its packages."""

import json
from collections import Counter
from itertools import pairwise
from math import cos, radians

import pytest

from brand.places import table
from roadshow.tour import borders

KM = 111.195  # of a degree of latitude
# What Statbel gives each, in km².
AREAS = {
    "antwerpen": 2876,
    "vlaams-brabant": 2118,
    "west-vlaanderen": 3197,
    "oost-vlaanderen": 3007,
    "limburg": 2427,
    "brussel": 162,
    "waals-brabant": 1097,
    "henegouwen": 3813,
    "luik": 3857,
    "luxemburg": 4459,
    "namen": 3675,
}
# Its centre in our table, to a hundredth of a degree, lies over the simplified border.
AT_THE_BORDER = {"Drogenbos": ["brussel"]}


@pytest.fixture(scope="module")
def file():
    return json.loads(borders.BORDERS.read_text())


@pytest.fixture(scope="module")
def rings(file):
    """Closed rings of each province; a hole runs the other way round."""
    found = {}
    for feature in file["features"]:
        drawn = feature["geometry"]
        if drawn["type"] == "Polygon":
            drawn = {"coordinates": [drawn["coordinates"]]}
        if name := feature["properties"].get("province"):
            parts = [ring for part in drawn["coordinates"] for ring in part]
            found[name] = [[tuple(point) for point in ring] for ring in parts]
    return found


def area(ring) -> float:
    """km², negative clockwise."""
    pairs = pairwise(ring)
    doubled = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)
    return doubled / 2 * KM * KM * cos(radians(50.7))


def holds(rings, lon: float, lat: float) -> bool:
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


def test_it_is_small_and_says_whose_it_is(file):
    assert borders.BORDERS.stat().st_size < 105_000
    assert {name: file[name] for name in borders.CREDIT} == borders.CREDIT


def test_ten_provinces_and_brussels_and_a_pattern_of_lines(file):
    assert [feature["properties"] for feature in file["features"]] == [
        *(
            {"province": name, "ours": code in borders.OURS}
            for code, name in borders.PROVINCES.items()
        ),
        {"lines": "cantons"},
    ]


def test_each_is_as_large_as_it_should_be(rings):
    measured = {name: -sum(map(area, parts)) for name, parts in rings.items()}
    assert set(measured) == set(AREAS)
    assert {
        name: round(measured[name])
        for name, known in AREAS.items()
        if abs(measured[name] / known - 1) > 0.03
    } == {}


def test_every_municipality_lies_in_its_own_province(rings):
    elsewhere = {}
    for row in table.municipalities():
        lon, lat = float(row["longitude"]), float(row["latitude"])
        found = [name for name, parts in rings.items() if holds(parts, lon, lat)]
        if found != [row["province"]]:
            elsewhere[row["name"]] = found
    assert elsewhere == AT_THE_BORDER


def test_no_gap_and_no_overlap(rings):
    """A border between two is in both, each way round; what is in one alone is the outline.

    The outline is one ring around the country and one around the largest part of Baarle-Hertog.
    """
    steps = Counter(step for parts in rings.values() for ring in parts for step in pairwise(ring))
    assert set(steps.values()) == {1}
    outline = {a: b for a, b in steps if (b, a) not in steps}
    assert len(outline) == sum((b, a) not in steps for a, b in steps)
    found = []
    while outline:
        start, after = outline.popitem()
        ring = [start, after]
        while ring[-1] != start:
            ring.append(outline.pop(ring[-1]))
        found.append(area(ring))
    country, baarle = sorted(found)
    assert -30_700 < country < -30_000
    assert -2.5 < baarle < -1


def test_the_lines_stand_once_and_on_no_border(file, rings):
    [lines] = [one["geometry"] for one in file["features"] if "lines" in one["properties"]]
    steps = Counter(
        frozenset((tuple(a), tuple(b))) for line in lines["coordinates"] for a, b in pairwise(line)
    )
    between = {
        frozenset(step) for parts in rings.values() for ring in parts for step in pairwise(ring)
    }
    assert set(steps.values()) == {1}
    assert set(steps) & between == set()
