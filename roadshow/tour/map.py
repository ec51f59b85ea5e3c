"""The map of the tour: folium writes the script, our own files draw.

Nothing of folium's page is used as it is: it would load ten files from four other hosts and put
people's text into markup. We take the parts: its script stands at an address of its own, its
stylesheets and libraries come from our own static files, and the rows are data that a static
script of ours turns into markers with textContent.
"""

from dataclasses import dataclass
from functools import lru_cache

import folium
from branca.element import CssLink, Element, JavascriptLink
from django.conf import settings
from django.templatetags.static import static
from folium.plugins import FastMarkerCluster

from brand.dates import words
from roadshow.models.pages import StopState, state_words
from roadshow.tour.search import Found, Spot

EMBEDDED = 2000
NAME = "haltes"
CENTRE = (50.98, 4.45)
OPENSTREETMAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"


class StopMap(folium.Map):
    """A map whose files are ours. Properties, because the lists of folium's class are shared."""

    @property
    def default_js(self):
        return [("leaflet", static("leaflet/leaflet.js"))]

    @property
    def default_css(self):
        return [("leaflet_css", static("leaflet/leaflet.css"))]


class StopCluster(FastMarkerCluster):
    @property
    def default_js(self):
        return [
            ("markercluster", static("markercluster/leaflet.markercluster.js")),
            ("stops", static("roadshow/map.js")),
        ]

    @property
    def default_css(self):
        return [
            ("markercluster_css", static("markercluster/MarkerCluster.css")),
            ("stops_css", static("roadshow/map.css")),
        ]


@dataclass(frozen=True)
class Parts:
    styles: list[str]
    scripts: list[str]
    script: str
    element_id: str


@lru_cache(maxsize=1)
def parts() -> Parts:
    """What the page needs of the map: addresses of our own files, and folium's script."""
    # Whole numbers for the zooms: the cluster plugin loses single markers on a fractional minimum.
    drawn = StopMap(
        location=CENTRE, zoom_start=8, tiles=None, minZoom=6, maxZoom=17, zoom_snap=0.5,
        scroll_wheel_zoom=False, attribution_control=False, zoom_control=False,
    )  # fmt: skip
    drawn._id = NAME
    cluster = StopCluster(
        [],
        callback="roadshowMap.marker",
        icon_create_function="roadshowMap.cluster",
        show_coverage_on_hover=False,
        max_cluster_radius=44,
    )
    cluster._id = NAME
    cluster.add_to(drawn)
    figure = drawn.get_root()
    figure.render()
    links = list(figure.header._children.values())
    return Parts(
        styles=[link.url for link in links if isinstance(link, CssLink)],
        scripts=[link.url for link in links if isinstance(link, JavascriptLink)],
        script="".join(_rendered(child) for child in figure.script._children.values()),
        element_id=drawn.get_name(),
    )


def _rendered(element: Element) -> str:
    return element.render()


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
