"""The map of the tour: what the page needs to draw it, and its stops as GeoJSON.

The page carries no stop for the map: when it comes into view, a script of ours fetches the GeoJSON
and makes signs of it with textContent; `folium_map` writes the script that sets the map up.
"""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from brand.changes.catalogue import Catalogue
from roadshow.models.pages import StopState, state_words
from roadshow.tour import planned
from roadshow.tour.planned import Spot
from roadshow.tour.search import Found

OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


@dataclass(frozen=True)
class Parts:
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


@dataclass(frozen=True)
class Addresses:
    """Of a stop, and of the form to come to it; `{}` stands for its slug."""

    stop: str
    form: str


@dataclass(frozen=True)
class _Written:
    """A stop as GeoJSON, but for how far it is, which stands between the two."""

    state: StopState
    free: int
    before: str
    after: str


def geojson(found: Found, addresses: Addresses) -> str:
    """The stops that were found, for our own map and those of others."""
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
