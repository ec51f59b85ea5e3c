"""Finding a stop: what was asked, which stops answer to it, and which is nearest.

The page, the map, the GeoJSON and the calendar all read the same query and give the same stops.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import CharField, DateTimeField, IntegerField
from django.db.models.functions import Left
from django.utils import timezone

from brand import places
from brand.queries.prepared import prepared
from roadshow.models.pages import StopPage, TourPage
from roadshow.tour import planned
from roadshow.tour.planned import Spot
from roadshow.tour.query import Search

PER_PAGE = 24
PAST_SHOWN = 12
NUMBERS = [f"number_{place}" for place in range(PER_PAGE)]
Distances = dict[tuple[float, float], float]  # of each place, in kilometres


@dataclass(frozen=True)
class Origin:
    """Where distances are counted from, or why they are not."""

    point: tuple[float, float] | None = None
    label: str = ""
    unknown: str = ""
    suggestions: list = field(default_factory=list)


def origin_of(search: Search) -> Origin:
    """The place that was asked for; a misspelt one gives the places it may be."""
    if not search.place:
        return Origin(search.position, "uw locatie") if search.position else Origin()
    matches = places.find(search.place, limit=6)
    meant = [match for match in matches if places.is_meant(match, search.place)]
    if not meant:
        return Origin(unknown=search.place, suggestions=matches)
    best = meant[0]
    others = [match for match in meant if match.municipality != best.municipality]
    return Origin((float(best.latitude), float(best.longitude)), best.label, suggestions=others)


def distances(found: list[Spot], point) -> Distances:
    return {place: places.distance_km(point, place) for place in {spot.point for spot in found}}


def nearest_first(found: list[Spot], point) -> tuple[list[Spot], Distances]:
    """These stops by distance, and how far each place is; as near is as it was."""
    km = distances(found, point)
    return sorted(found, key=lambda spot: km[spot.point]), km


@dataclass(frozen=True)
class Found:
    search: Search
    origin: Origin
    now: datetime
    spots: list[Spot]
    """All that answer, in order; `page` holds the stops of the page that is shown."""
    with_room: int
    """How many of them, the first ones, still have room."""
    upcoming: int
    provinces: list[tuple[str, str, int]]
    months: list[tuple[str, str, int]]
    km: Distances

    @property
    def count(self) -> int:
        return len(self.spots)

    @cached_property
    def page(self) -> ListPage:
        page = Paginator(self.spots, PER_PAGE).get_page(self.search.page)
        page.object_list = whole(page.object_list, self.km)
        return page


def find(
    search: Search,
    now: datetime | None = None,
    tour: TourPage | None = None,
    *,
    for_everybody: bool = False,
) -> Found:
    """No query but for the place that was typed, and one for the page of stops once it is shown.

    tour: of that one only. for_everybody: without what is kept for some visitors.
    """
    now = now or timezone.now()
    everything = planned.upcoming(now, tour, for_everybody=for_everybody)
    order, origin = everything.open_first(now, planned.taken()), origin_of(search)
    answering, km = _answering(order.spots, search, now), Distances()
    if origin.point:
        km = distances(answering, origin.point)
        answering = sorted(answering, key=lambda spot: (order.ranks[spot.pk], km[spot.point]))
    return Found(
        search=search,
        origin=origin,
        now=now,
        spots=answering,
        with_room=sum(order.ranks[spot.pk] == 0 for spot in answering),
        upcoming=len(everything.spots),
        provinces=everything.provinces,
        months=everything.months,
        km=km,
    )


def _answering(spots: list[Spot], search: Search, now: datetime) -> list[Spot]:
    if search.province:
        spots = [spot for spot in spots if spot.province == search.province]
    if search.month:
        spots = [spot for spot in spots if spot.month == search.month]
    return _with_free_seats(spots, now) if search.only_free else spots


def _with_free_seats(spots: list[Spot], now: datetime) -> list[Spot]:
    taken = planned.taken()
    return [spot for spot in spots if spot.is_open(now) and spot.free(taken)]


def whole(found: Sequence[Spot], km: Distances | None = None) -> list[StopPage]:
    """The stops of these spots, in that order, each with its `km`; one query for a page of them."""
    rows: dict[int, StopPage] = {}
    for start in range(0, len(found), len(NUMBERS)):
        part = [spot.pk for spot in found[start : start + len(NUMBERS)]]
        numbers = {**dict.fromkeys(NUMBERS, 0), **dict(zip(NUMBERS, part, strict=False))}
        rows |= {row.pk: row for row in _stops_of(**numbers)}
    for spot in found:
        if km and spot.pk in rows:
            rows[spot.pk].km = km[spot.point]
    return [rows[spot.pk] for spot in found if spot.pk in rows]


@prepared(**{name: IntegerField() for name in NUMBERS})
def _stops_of(**numbers):
    return StopPage.objects.filter(id__in=numbers.values()).with_place()


class Stops(Sequence):
    """Of which only those that are looked at are read whole."""

    def __init__(self, spots: Sequence[Spot]):
        self.spots = spots

    def __len__(self) -> int:
        return len(self.spots)

    def __getitem__(self, places: slice) -> list[StopPage]:
        return whole(self.spots[places])


def past(tour: TourPage, search: Search, now: datetime | None = None) -> list[StopPage]:
    """The last stops of this tour that took place, in the province that was asked for."""
    values = {"path": tour.path, "depth": tour.depth + 1, "province": search.province}
    return _past(len(tour.path), bool(search.province), now=now or timezone.now(), **values)


@prepared(path=CharField(), depth=IntegerField(), province=CharField(), now=DateTimeField())
def _past(length, in_one, *, path, depth, province, now):
    """Found by their beginning, the last first: those to come are not looked at."""
    stops = StopPage.objects.past(now).filter(starts_at__lt=now, depth=depth)
    stops = stops.alias(above=Left("path", length)).filter(above=path)
    if in_one:
        stops = stops.filter(venue__municipality__province=province)
    return stops.with_place()[:PAST_SHOWN]


def nearest_stop(province: str = "", municipality=None, now=None) -> StopPage | None:
    """The stop to invite an employer to: the next one in their province, the nearest to their town.

    Stops with free seats go before those with a waiting list only.
    """
    if municipality is not None:
        point = (float(municipality.latitude), float(municipality.longitude))
        now = now or timezone.now()
        spots = planned.upcoming(now).spots
        stops = [spot for spot in spots if spot.is_open(now) and province in ("", spot.province)]
        return next(iter(nearest(stops, point, limit=1)), None)
    return next(iter(next_open(1, province, now)), None)


def next_of(organisations) -> dict[int, StopPage]:
    """The first stop to come of each host, by its number."""
    rows = StopPage.objects.open().with_place().filter(organisation__in=list(organisations))
    found: dict[int, StopPage] = {}
    for stop in rows:
        found.setdefault(stop.organisation_id, stop)
    return found


def next_open(
    limit: int, province: str = "", now: datetime | None = None, *, only_free: bool = False
) -> list[StopPage]:
    """The next stops that take people: with room first, and full ones where those are few."""
    now = now or timezone.now()
    found = _next_open(limit, bool(province), True, now=now, province=province)
    if only_free or len(found) >= limit:
        return found
    known = {stop.pk for stop in found}
    soonest = _next_open(limit, bool(province), False, now=now, province=province)
    return [*found, *(stop for stop in soonest if stop.pk not in known)][:limit]


@prepared(now=DateTimeField(), province=CharField())
def _next_open(limit, in_one, only_free, *, now, province):
    stops = StopPage.objects.open(now).with_place()
    if in_one:
        stops = stops.filter(venue__municipality__province=province)
    return (stops.with_free_seats() if only_free else stops)[:limit]


def nearest(found: list[Spot], point, limit: int = 3) -> list[StopPage]:
    """The nearest of these open stops, those with free seats first; each with its `km`."""
    taken = planned.taken()
    by_distance, km = nearest_first(found, point)
    full = [spot for spot in by_distance if not spot.free(taken)]
    free = [spot for spot in by_distance if spot.free(taken)]
    return whole([*free, *full][:limit], km)


def other_stops(stop: StopPage, limit: int = 3, now=None) -> list[StopPage]:
    """Alternatives: open stops with free seats, the nearest first."""
    now = now or timezone.now()
    others = _with_free_seats(planned.upcoming(now).spots, now)
    return nearest([spot for spot in others if spot.pk != stop.pk], stop.venue.point, limit)
