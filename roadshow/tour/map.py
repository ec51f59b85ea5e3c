"""The map of the tour: what the page needs to draw it, its stops, and the same as GeoJSON.

The page carries no stop for the map: when it comes into view, a script of ours fetches `columns`
and makes signs of them with textContent; `folium_map` writes the script that sets the map up.
GeoJSON is for the maps of others.
"""

import json
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from brand.changes.catalogue import Catalogue
from roadshow.models.pages import StopState, state_words
from roadshow.tour import planned
from roadshow.tour.planned import Spot
from roadshow.tour.search import Found

OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


class Parts(NamedTuple):
    styles: list[str]
    scripts: list[str]
    script: str
    element_id: str


@lru_cache(maxsize=1)
def parts() -> Parts:
    """What the page needs of the map, written once in the life of a process."""
    from roadshow.tour import folium_map  # folium and numpy: 0.3 s and 30 MB at start

    return Parts(**folium_map.written())


TAKES_PEOPLE = (StopState.OPEN, StopState.FEW, StopState.FULL)


class Addresses(NamedTuple):
    """Of a stop, and of the form to come to it; `{}` stands for its slug."""

    stop: str
    form: str


class _Written(NamedTuple):
    """A stop as GeoJSON, but for how far it is, which stands between the two."""

    state: StopState
    free: int
    before: str
    after: str


def columns(found: Found, addresses: Addresses) -> str:
    """The stops that were found for our own map: a list for each thing, what they share once.

    A twelfth of the GeoJSON, so that the first signs stand there that much sooner.
    """
    taken = planned.taken()
    places, days, hours, states = _numbers(), _numbers(), _numbers(), _numbers()
    rows = []
    for spot in found.spots:
        free = spot.free(taken)
        state = spot.state(found.now, free)
        of_state = states[state.value, state_words(state, free)]
        place = places[(*(round(part, 5) for part in spot.point), spot.venue)]
        rows.append((spot.slug, spot.title, place, days[spot.day], hours[spot.hours], of_state))
    names = ("slug", "title", "place", "day", "hour", "state")
    told = {
        "stop": addresses.stop,
        "form": addresses.form,
        "takesPeople": [state.value for state in TAKES_PEOPLE],
        "places": list(places),
        "days": list(days),
        "hours": list(hours),
        "states": list(states),
        "rows": {name: [row[place] for row in rows] for place, name in enumerate(names)},
    }
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False)


def _numbers() -> defaultdict:
    """Gives each new value the next number."""
    numbers: defaultdict = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def geojson(found: Found, addresses: Addresses) -> str:
    """The stops that were found, for the maps of others."""
    taken, known = planned.taken(), _written.current().setdefault(addresses, {})
    parts = []
    for spot in found.spots:
        free = spot.free(taken)
        state, told = spot.state(found.now, free), known.get(spot.pk)
        if told is None or told.state != state or told.free != free:
            told = known[spot.pk] = _write(spot, state, free, addresses)
        km = round(found.km[spot.point], 1) if found.km else "null"
        parts.append(f"{told.before}{km}{told.after}")
    return f'{{"type":"FeatureCollection","features":[{",".join(parts)}]}}'


# The stops that were written, by their numbers, until one changes; seats change each by itself.
_written: Catalogue[dict[Addresses, dict[int, _Written]]] = Catalogue("stops", lambda before: {})


def _write(spot: Spot, state: StopState, free: int, addresses: Addresses) -> _Written:
    text = json.dumps(_feature(spot, state, free, addresses), separators=(",", ":"))
    before, _, after = text.rpartition(KM)
    return _Written(state, free, f'{before}"km":', after)


KM = '"km":null'


def _feature(spot: Spot, state: StopState, free: int, addresses: Addresses) -> dict:
    lat, lon = spot.point
    return {
        "type": "Feature",
        "id": spot.slug,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "title": spot.title,
            "venue": spot.venue,
            "municipality": spot.town,
            "province": spot.province,
            "start": spot.starts_at.isoformat(),
            "end": spot.ends_at.isoformat(),
            "when": spot.when,
            "state": state.value,
            "stateLabel": state_words(state, free),
            "seatsFree": free,
            "km": None,
            "url": addresses.stop.format(spot.slug),
            "register": addresses.form.format(spot.slug) if state in TAKES_PEOPLE else None,
        },
    }


def tiles() -> dict[str, str]:
    """Where the background comes from, and whether it is asked for at once."""
    own = bool(settings.TILES)
    return {
        "address": settings.TILES or OPENSTREETMAP,
        "credit": "" if own and "openstreetmap" not in settings.TILES else "© OpenStreetMap",
        "at_once": "1" if own else "",
    }
