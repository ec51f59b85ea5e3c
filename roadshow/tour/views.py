"""The tour for other eyes than a reader's: its map script, the towns on it, its GeoJSON."""

from dataclasses import replace
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from brand.dates import calendar_files
from brand.models import Municipality
from brand.pages.kinds import live_of
from roadshow.models import TourPage
from roadshow.tour import ics, search
from roadshow.tour import map as tour_map
from roadshow.tour.query import Search

DAY = 24 * 3600


@require_safe
def map_script(request):
    """What folium wrote: the map and its clusters, without a single stop in it."""
    response = HttpResponse(tour_map.parts().script, content_type="text/javascript; charset=utf-8")
    patch_cache_control(response, public=True, max_age=DAY)
    return response


@require_safe
def map_towns(request):
    """Names for the map, each with its latitude and longitude."""
    towns = Municipality.objects.current().order_by("nis")
    response = JsonResponse(
        {
            "towns": [
                [name, float(lat), float(lon)]
                for name, lat, lon in towns.values_list("name", "latitude", "longitude")
            ]
        }
    )
    patch_cache_control(response, public=True, max_age=DAY)
    return response


@require_safe
def map_sources(request):
    """Whose data and code the map is made of, and under which licences."""
    return render(request, "roadshow/tour/sources.html")


@require_safe
def map_stops(request):
    """Upcoming stops for our own map, under the same filters as the page."""
    content = tour_map.columns(*_asked(request))
    response = HttpResponse(content, content_type="application/json")
    patch_cache_control(response, public=True, max_age=60)
    return response


@require_safe
def stops_geojson(request):
    """The same stops as open data."""
    content = tour_map.geojson(*_asked(request))
    response = HttpResponse(content, content_type="application/geo+json")
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(response, public=True, max_age=60)
    return response


def _asked(request) -> tuple[search.Found, tour_map.Addresses]:
    """Stops of the tour that is named, else of all; then addresses are those of the newest."""
    name = request.GET.get("tournee", "")
    tours = live_of(TourPage).order_by("-first_published_at", "-pk")
    tour = (tours.filter(slug=slugify(name)[:255]) if name else tours).first()
    found = search.find(Search.read(request.GET), tour=tour if name else None)
    if name and not tour:
        found = replace(found, spots=[])
    base = urljoin(f"{settings.SITE_URL}/", (tour.url if tour else None) or "/roadshow/")
    before, _, after = reverse("register", args=["halte"]).rpartition("halte")
    return found, tour_map.Addresses(f"{base}{{}}/", f"{settings.SITE_URL}{before}{{}}{after}")


@require_safe
def agenda(request):
    """The same stops as a calendar to subscribe to; cancelled ones stay in it, marked so."""
    found = search.find(Search.read(request.GET))
    response = HttpResponse(ics.agenda(found.spots), content_type=calendar_files.MIME)
    response["Content-Disposition"] = 'inline; filename="roadshow.ics"'
    patch_cache_control(response, public=True, max_age=300)
    return response
