"""What templates may ask of the roadshow: stops that were found, the way there, the next ones."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from brand.campaigns.attribution import PARAMETER as VIA
from brand.dates import words
from brand.media import qr
from brand.pages.kinds import live_of
from brand.queries.prepared import prepared
from roadshow import visit
from roadshow.models import StopPage, StopState, TourPage
from roadshow.models.pages import state_words
from roadshow.tour import calendars, schema_org, telling, travel
from roadshow.tour import map as tour_map
from roadshow.tour import search as tour_search
from roadshow.tour import small_map as small_map_of
from roadshow.tour.query import Search

register = template.Library()

# The brand's components know five states of a stop.
LOOK = {
    StopState.OPEN: "open",
    StopState.FEW: "few",
    StopState.FULL: "full",
    StopState.STARTED: "past",
    StopState.PAST: "past",
    StopState.CANCELLED: "off",
}


def _query(context):
    request = context.get("request")
    return request.GET if request else {}


def _with_via(context, address: str) -> str:
    code = _query(context).get(VIA, "")[:12]
    return f"{address}?{urlencode({VIA: code})}" if code else address


@register.simple_tag(takes_context=True)
def found_stops(context, tour: TourPage):
    """The answer to what the address asks of this tour."""
    return tour_search.find(Search.read(_query(context)), tour=tour)


@register.simple_tag
def past_stops(tour: TourPage, search: Search):
    return tour_search.past(tour, search)


@register.simple_tag(takes_context=True)
def stop_url(context, stop: StopPage) -> str:
    """A stop's page; the code of the campaign link rides along."""
    return _with_via(context, stop.get_url(context.get("request")) or "#")


@register.simple_tag(takes_context=True)
def register_url(context, stop: StopPage) -> str:
    # A page that is being written has no address yet.
    return _with_via(context, reverse("register", args=[stop.slug])) if stop.slug else "#"


class Row(NamedTuple):
    """All that a row of the list of stops says."""

    slug: str
    title: str
    starts_at: datetime
    day: str
    hours: str
    venue: str
    town: str
    cancel_reason: str
    is_demo: bool
    look: str
    words: str
    km: str
    url: str
    form: str
    level: int
    beside_map: bool

    @property
    def takes_people(self) -> bool:
        return self.look in ("open", "few", "full")


@register.simple_tag(takes_context=True)
def stop_row(context, stop: StopPage, level: int = 3, beside_map: bool = False) -> str:
    """One stop in a list; shows a distance when the stop has one."""
    state = stop.state()
    row = Row(
        slug=stop.slug,
        title=stop.title,
        starts_at=stop.starts_at,
        day=stop.day,
        hours=stop.hours,
        venue=stop.venue.name,
        town=stop.venue.municipality.name,
        cancel_reason=stop.cancel_reason,
        is_demo=stop.is_demo,
        look=LOOK[state],
        words=state_words(state, stop.seats_free),
        km=words.kilometres(stop.km) if getattr(stop, "km", None) is not None else "",
        url=stop_url(context, stop),
        form=register_url(context, stop),
        level=level,
        beside_map=beside_map,
    )
    return _written(row, get_language())


@lru_cache(maxsize=2000)
def _written(row: Row, language: str) -> str:
    """Of the same row always the same: a list has dozens, and each takes a template to write.

    language: in which the template says words of its own.
    """
    return render_to_string("roadshow/components/stop_row.html", {"row": row})


@register.simple_tag(takes_context=True)
def map_of(context, tour: TourPage, found) -> dict:
    """What the page must carry for the map: our files, where the stops are, the tiles."""
    point = found.origin.point
    source = _asked(reverse("map_stops"), found.search)
    return {
        "parts": tour_map.parts(),
        "still": small_map_of.drawing(dict.fromkeys(spot.point for spot in found.spots)),
        "source": f"{source}{'&' if '?' in source else '?'}{urlencode({'tournee': tour.slug})}",
        "origin": f"{point[0]};{point[1]}" if point else "",
        "via": _with_via(context, ""),
        "tiles": tour_map.tiles(),
    }


@register.filter
def on_the_map(venue) -> str:
    """50.97;5.5"""
    return "{};{}".format(*venue.point)


def _asked(address: str, search: Search) -> str:
    query = search.without("page", "via").query()
    return f"{address}?{query}" if query else address


@register.simple_tag
def feeds_of(search: Search | str) -> dict:
    """The same question (or none at all) as a calendar to subscribe to, and as open data."""
    search = search or Search()
    # A distance or a position is no use to a calendar.
    calendar = settings.SITE_URL + _asked(reverse("agenda"), search.without("place", "position"))
    return {
        "calendar": calendar,
        "webcal": "webcal://" + calendar.partition("://")[2],
        "geojson": _asked(reverse("stops_geojson"), search),
    }


@register.filter
def without(search: Search, names: str) -> str:
    """The query with some questions left out: {{ search|without:"province month" }}."""
    return search.without(*names.split(), "page").query()


@register.filter
def page_number(search: Search, number: int) -> str:
    """The query with another page of the list."""
    return replace(search, page=str(number)).query(with_page=True)


@register.filter
def near(search: Search, match) -> str:
    """The query with another place."""
    return search.at(match.label).query()


@register.simple_tag
def state_of(stop: StopPage) -> dict:
    """How a stop stands: state, its look, its words, and whether it takes people."""
    state = stop.state()
    look = LOOK[state]
    return {
        "is": state.value,
        "look": look,
        "label": state.label,
        "words": state_words(state, stop.seats_free),
        "takes_people": look in ("open", "few", "full"),
        "invites": "Op de wachtlijst" if look == "full" else "Schrijf in",
        # For the narrow bar at the foot of a phone.
        "short": state.label if look == "full" else state_words(state, stop.seats_free),
        "invites_short": "Wachtlijst" if look == "full" else "Schrijf in",
    }


@register.simple_tag
def headline_of(stop: StopPage) -> str:
    return telling.headline(stop)


@register.simple_tag
def calendars_of(stop: StopPage, kit):
    """Calendars on the web, each a link with the stop filled in."""
    return calendars.links(stop, kit)


@register.inclusion_tag("roadshow/components/small_map.html")
def small_map(places, label: str):
    """One place (a venue) or municipalities on a small map of Flanders."""
    rows = [places] if hasattr(places, "point") else places
    points = [row.point if hasattr(row, "point") else row.centre for row in rows]
    return {"drawing": small_map_of.drawing(points), "label": label}


@register.simple_tag
def told_on(stop: StopPage) -> dict:
    """What the page tells below the facts, in as few questions as it takes."""
    told = telling.stories_on(stop)
    tour = telling.tour_of(stop)
    published = telling.published(stop) if stop.is_past else None
    return {
        "moments": telling.moments(stop, told),
        "look_back": telling.look_back(stop, told) if stop.is_past else [],
        "figures": telling.figures(stop, published) if stop.is_past else [],
        "published": published,
        "take_home": telling.take_home(stop, tour),
        "questions": telling.questions(stop, tour),
    }


@register.simple_tag
def other_stops(stop: StopPage, limit: int = 3):
    return tour_search.other_stops(stop, limit)


@register.filter
def reach(stop, kit) -> str:
    return visit.reach(stop, kit)


@register.simple_tag
def journey(venue):
    return travel.journey(venue)


@register.simple_tag
def access(venue, unknown: str):
    return travel.access(venue, unknown)


@register.simple_tag(takes_context=True)
def event_script(context, stop: StopPage):
    return schema_org.script(stop, stop.get_full_url(context.get("request")))


@register.simple_tag
def qr_code(address: str):
    return qr.svg(address)


@register.inclusion_tag("roadshow/components/next_stops.html", takes_context=True)
def next_stops(context, limit: int = 3, province: str = ""):
    """The next stops that take people, as a list with a way to all of them."""
    return {
        "request": context.get("request"),
        "stops": tour_search.next_open(limit, province),
        "tour": _tour.first(),
    }


@register.simple_tag
def next_stops_of(organisations):
    """The next stop of each of these hosts, by its number; asked in one go."""
    return tour_search.next_of(organisations)


@register.simple_tag
def stops_of(organisation, limit: int = 3):
    """The next stops of one host."""
    open_ones = StopPage.objects.open().with_place().filter(organisation=organisation)
    return list(open_ones[:limit])


@register.inclusion_tag("roadshow/components/call_to_stop.html", takes_context=True)
def call_to_stop(context, page, name: str = ""):
    """The one invitation at the end of a story: the next stop of its province, else all stops.

    name: who is met there, when that person really comes: "Kom Karim ontmoeten in Genk".
    """
    province = getattr(page, "province", "")
    stop = tour_search.nearest_stop(province=province) if province else None
    tour = None if stop else _tour.first()
    return {
        "stop": stop,
        "name": name,
        "url": stop_url(context, stop) if stop else _with_via(context, tour.url) if tour else "",
        "state": state_of(stop) if stop else None,
    }


@prepared()
def _tour():
    return live_of(TourPage).order_by("-first_published_at", "-pk")[:1]
