"""The map of the tour: what the page needs to draw it, and its stops as rows and as GeoJSON.

The rows are data that a static script of ours turns into markers with textContent; `folium_map`
writes the script that sets the map up.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from brand.dates import words
from roadshow.models.pages import StopState, state_words
from roadshow.tour.search import Found, Spot

EMBEDDED = 200
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


def rows(found: Found, base: str) -> list[list]:
    """One row per stop, as the static script reads them.

    base: the tour's address; a stop stands under it.
    """
    via = found.search.without("place", "province", "month", "only_free", "position").query()
    return [
        [
            *spot.point,
            spot.title,
            f"{words.day(spot.starts_at)}, {words.hours(spot.starts_at, spot.ends_at)}",
            state_words(state := spot.state(found.now), spot.free),
            state.value,
            f"{base}{spot.slug}/{'?' if via else ''}{via}",
        ]
        for spot in found.spots
    ]


def features(found: Found, address) -> dict:
    """The same stops as GeoJSON, for other people's maps. address: gives a stop's full address."""
    return {
        "type": "FeatureCollection",
        "features": [_feature(spot, spot.state(found.now), address) for spot in found.spots],
    }


def _feature(spot: Spot, state: StopState, address) -> dict:
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
            "when": f"{words.day(spot.starts_at)}, {words.hours(spot.starts_at, spot.ends_at)}",
            "state": state.value,
            "stateLabel": state_words(state, spot.free),
            "seatsFree": spot.free,
            "km": None if spot.km is None else round(spot.km, 1),
            "url": address(spot),
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
