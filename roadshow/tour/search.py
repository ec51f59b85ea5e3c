"""Finding a stop: what was asked, which stops answer to it, and which is nearest.

The page, the map, the GeoJSON and the calendar all read the same query and give the same stops.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import CharField, DateTimeField, IntegerField
from django.utils import timezone

from brand import places
from brand.dates import words
from brand.models import Province
from brand.queries.prepared import prepared
from roadshow.models.pages import StopPage, StopState, TourPage, state_of_seats
from roadshow.tour.query import Search

PER_PAGE = 24
PAST_SHOWN = 12
NUMBERS = [f"number_{place}" for place in range(PER_PAGE)]


@dataclass(frozen=True)
class Spot:
    """One upcoming stop, as light as a list of thousands needs it."""

    pk: int
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int | None
    cancelled_at: datetime | None
    venue: str
    town: str
    province: str
    point: tuple[float, float]
    km: float | None = None

    @property
    def free(self) -> int:
        return max(0, self.capacity - (self.taken or 0))

    @property
    def month(self) -> str:
        return timezone.localtime(self.starts_at).strftime("%Y-%m")

    def state(self, now: datetime) -> StopState:
        if self.cancelled_at:
            return StopState.CANCELLED
        if self.starts_at <= now:
            return StopState.STARTED
        return state_of_seats(self.free, self.capacity)

    def answers(self, search: Search, now: datetime) -> bool:
        if search.province and self.province != search.province:
            return False
        if search.month and self.month != search.month:
            return False
        if search.only_free:
            return self.state(now) in (StopState.OPEN, StopState.FEW)
        return True


COLUMNS = [
    "pk", "slug", "title", "starts_at", "ends_at", "capacity", "seat_count__taken",
    "cancelled_at", "venue__name", "venue__municipality__name", "venue__municipality__province",
    "venue__latitude", "venue__longitude", "venue__municipality__latitude",
    "venue__municipality__longitude",
]  # fmt: skip


def spots(stops, now: datetime | None = None) -> list[Spot]:
    """Every upcoming stop of this set, the next one first; one query."""
    found = []
    for *columns, lat, lon, town_lat, town_lon in stops.upcoming(now).values_list(*COLUMNS):
        pinned = lat is not None and lon is not None
        point = (lat, lon) if pinned else (town_lat, town_lon)
        found.append(Spot(*columns, point=(float(point[0]), float(point[1]))))
    return found


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


def nearest_first(found: list[Spot], point) -> list[Spot]:
    measured = [replace(spot, km=places.distance_km(point, spot.point)) for spot in found]
    return sorted(measured, key=lambda spot: (spot.km, spot.starts_at, spot.pk))


# Who wants to come sees first where there is room, then a waiting list, then what is no use.
ORDER = {StopState.OPEN: 0, StopState.FEW: 0, StopState.FULL: 1}


def open_first(found: list[Spot], now: datetime) -> list[Spot]:
    """The same order, within each: stops with room, full ones, those begun or cancelled."""
    return sorted(found, key=lambda spot: ORDER.get(spot.state(now), 2))


@dataclass(frozen=True)
class Found:
    search: Search
    origin: Origin
    now: datetime
    spots: list[Spot]
    """All that answer, in order; `page` holds the stops of the page that is shown."""
    page: ListPage
    upcoming: int
    provinces: list[tuple[str, str, int]]
    months: list[tuple[str, str, int]]

    @property
    def count(self) -> int:
        return len(self.spots)


def find(stops, search: Search, now: datetime | None = None) -> Found:
    """Two queries, whatever the number of stops; one more for the place that was typed."""
    now = now or timezone.now()
    everything = spots(stops, now)
    answering = [spot for spot in everything if spot.answers(search, now)]
    origin = origin_of(search)
    if origin.point:
        answering = nearest_first(answering, origin.point)
    answering = open_first(answering, now)
    return Found(
        search=search,
        origin=origin,
        now=now,
        spots=answering,
        page=_stops_on_page(answering, search),
        upcoming=len(everything),
        provinces=_provinces(everything),
        months=_months(everything),
    )


def _stops_on_page(answering: list[Spot], search: Search) -> ListPage:
    page = Paginator(answering, PER_PAGE).get_page(search.page)
    page.object_list = _whole(page.object_list)
    return page


def _whole(found: list[Spot]) -> list[StopPage]:
    """The stops of these spots, in that order, each with its `km`; one query for a page of them."""
    numbers = dict(zip(NUMBERS, (spot.pk for spot in found), strict=False))
    rows = {row.pk: row for row in _stops_of(**{**dict.fromkeys(NUMBERS, 0), **numbers})}
    for spot in found:
        if spot.pk in rows:
            rows[spot.pk].km = spot.km
    return [rows[spot.pk] for spot in found if spot.pk in rows]


@prepared(**{name: IntegerField() for name in NUMBERS})
def _stops_of(**numbers):
    return StopPage.objects.filter(id__in=numbers.values()).with_place()


def _provinces(everything: list[Spot]) -> list[tuple[str, str, int]]:
    counts = dict.fromkeys(Province.values, 0)
    for spot in everything:
        counts[spot.province] += 1
    return [(value, Province(value).label, number) for value, number in counts.items()]


def _months(everything: list[Spot]) -> list[tuple[str, str, int]]:
    counts: dict[str, list] = {}
    for spot in everything:
        counts.setdefault(spot.month, [words.month(spot.starts_at), 0])[1] += 1
    return [(value, label, number) for value, (label, number) in sorted(counts.items())]


def past(tour: TourPage, search: Search, now: datetime | None = None) -> list[StopPage]:
    """The last stops of this tour that took place, in the province that was asked for."""
    first, last = tour.path, f"{tour.path}{tour.alphabet[-1] * tour.steplen}"
    values = {"first": first, "last": last, "depth": tour.depth + 1, "province": search.province}
    return _past(bool(search.province), now=now or timezone.now(), **values)


@prepared(
    first=CharField(),
    last=CharField(),
    depth=IntegerField(),
    province=CharField(),
    now=DateTimeField(),
)
def _past(in_one, *, first, last, depth, province, now):
    stops = StopPage.objects.filter(path__gt=first, path__lte=last, depth=depth).past(now)
    if in_one:
        stops = stops.filter(venue__municipality__province=province)
    return stops.with_place()[:PAST_SHOWN]


def nearest_stop(province: str = "", municipality=None, now=None) -> StopPage | None:
    """The stop to invite an employer to: the next one in their province, the nearest to their town.

    Stops with free seats go before those with a waiting list only.
    """
    if municipality is not None:
        stops = StopPage.objects.open(now).with_place()
        if province:
            stops = stops.filter(venue__municipality__province=province)
        point = (float(municipality.latitude), float(municipality.longitude))
        return next(iter(nearest(stops, point, limit=1, now=now)), None)
    return next(iter(next_open(1, province, now)), None)


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


def nearest(stops, point, limit: int = 3, now=None) -> list[StopPage]:
    """The nearest of these open stops, those with free seats first; each with its `km`."""
    found = spots(stops, now)
    full = [spot for spot in found if not spot.free]
    free = [spot for spot in found if spot.free]
    chosen = [*nearest_first(free, point), *nearest_first(full, point)][:limit]
    return _whole(chosen)


def other_stops(stop: StopPage, limit: int = 3, now=None) -> list[StopPage]:
    """Alternatives: open stops with free seats, the nearest first."""
    others = StopPage.objects.open(now).with_free_seats().exclude(pk=stop.pk)
    return nearest(others, stop.venue.point, limit, now)
