"""folium's default page with one marker for each stop, beside our own addresses on one server."""

import re
from functools import cache

import folium
from csp.decorators import csp_exempt
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path

from brand.urls import *  # noqa: F403 - the handlers of errors too
from brand.urls import urlpatterns as ours
from roadshow.models import StopPage

FROM_ELSEWHERE = re.compile(r"<(?:script|link)[^>]*https?://[^>]*>(?:</script>)?")


def page() -> str:
    """Leaflet comes from our files; what folium loads beside it from elsewhere is left out."""
    drawn = folium.Map(location=(50.98, 4.45), zoom_start=8)
    places = StopPage.objects.values_list(
        "title", "venue__municipality__latitude", "venue__municipality__longitude"
    )
    for title, latitude, longitude in places:
        place = (float(latitude), float(longitude))
        folium.Marker(place, popup=title, tooltip=title).add_to(drawn)
    files = (
        f'<script src="{static("leaflet/leaflet.js")}"></script>'
        f'<link rel="stylesheet" href="{static("leaflet/leaflet.css")}">'
    )
    html = FROM_ELSEWHERE.sub("", drawn.get_root().render())
    return html.replace("<head>", f"<head>{files}", 1)


kept = cache(page)
urlpatterns = [
    path("bench/folium/", csp_exempt()(lambda request: HttpResponse(page()))),
    path("bench/folium/kept/", csp_exempt()(lambda request: HttpResponse(kept()))),
    *ours,
]
