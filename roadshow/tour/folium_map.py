"""The script of the map, as folium writes it.

Nothing of folium's page is used as it is: it would load ten files from four other hosts and put
people's text into markup. We take the parts: its script stands at an address of its own, and its
stylesheets and libraries come from our own static files.
"""

import folium
from branca.element import CssLink, Element, JavascriptLink
from django.templatetags.static import static
from folium.plugins import FastMarkerCluster

NAME = "haltes"
CENTRE = (50.98, 4.45)


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
            ("ground", static("roadshow/map_ground.js")),
            ("stops", static("roadshow/map.js")),
        ]

    @property
    def default_css(self):
        return [
            ("markercluster_css", static("markercluster/MarkerCluster.css")),
            ("stops_css", static("roadshow/map.css")),
        ]


def written() -> dict[str, str | list[str]]:
    """The fields of `map.Parts`: addresses of our own files, and folium's script."""
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
        max_cluster_radius=52,  # as wide as the sign of a group
        spiderfy_distance_multiplier=2,  # fanned out, a sign has its own 44 pixels
        chunked_loading=True,  # thousands of signs hold nobody up: so many milliseconds at once
        chunk_interval=40,
        chunk_delay=10,
    )
    cluster._id = NAME
    cluster.add_to(drawn)
    figure = drawn.get_root()
    figure.render()
    links = list(figure.header._children.values())
    return {
        "styles": [link.url for link in links if isinstance(link, CssLink)],
        "scripts": [link.url for link in links if isinstance(link, JavascriptLink)],
        "script": "".join(_rendered(child) for child in figure.script._children.values()),
        "element_id": drawn.get_name(),
    }


def _rendered(element: Element) -> str:
    return element.render()
