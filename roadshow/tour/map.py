"""The map of the tour: what the page needs to draw it, and its stops as GeoJSON.

The page carries no stop for the map: when it comes into view, a script of ours fetches the GeoJSON
and makes signs of it with textContent; `folium_map` writes the script that sets the map up.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

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


def features(found: Found, address, form) -> dict:
    """The stops that were found as GeoJSON, for our own map and those of others.

    address, form: give the full address of a stop, and of the form to come to it.
    """
    taken = planned.taken()
    return {
        "type": "FeatureCollection",
        "features": [
            _feature(found, spot, spot.free(taken), address, form) for spot in found.spots
        ],
    }


def _feature(found: Found, spot: Spot, free: int, address, form) -> dict:
    lat, lon = spot.point
    state = spot.state(found.now, free)
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
            "km": round(found.km[spot.point], 1) if found.km else None,
            "url": address(spot),
            "register": form(spot) if state in TAKES_PEOPLE else None,
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
