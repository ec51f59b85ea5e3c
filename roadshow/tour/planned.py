"""The stops that are still to come, in the order in which they are listed.

Read whole after each change (`brand/changes/catalogue.py`), so that a page counts and cuts without
asking the database; the stops that a page shows it reads again. Seats are counted apart: they
change with every registration.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper
from django.utils import timezone

from brand.changes.catalogue import Catalogue
from brand.dates import words
from brand.models import Province
from brand.pages import restrictions
from roadshow.models import SeatCount
from roadshow.models.pages import StopPage, StopState, TourPage, state_of_seats


@dataclass(frozen=True)
class Spot:
    """One upcoming stop, as light as a list of thousands needs it."""

    pk: int
    slug: str
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    cancelled_at: datetime | None
    venue: str
    town: str
    province: str
    point: tuple[float, float]
    above: str  # the path of its tour
    is_restricted: bool  # kept for some visitors

    @cached_property
    def month(self) -> str:
        return timezone.localtime(self.starts_at).strftime("%Y-%m")

    @cached_property
    def day(self) -> str:
        return words.day(self.starts_at)

    @cached_property
    def hours(self) -> str:
        return words.hours(self.starts_at, self.ends_at)

    @property
    def when(self) -> str:
        return f"{self.day}, {self.hours}"

    def free(self, taken: dict[int, int]) -> int:
        """Free seats, of the seats taken at each stop."""
        return max(0, self.capacity - taken.get(self.pk, 0))

    def state(self, now: datetime, free: int) -> StopState:
        if self.cancelled_at:
            return StopState.CANCELLED
        if self.starts_at <= now:
            return StopState.STARTED
        return state_of_seats(free, self.capacity)

    def is_open(self, now: datetime) -> bool:
        """Whether it still takes registrations, or names for the waiting list."""
        return self.cancelled_at is None and self.starts_at > now


# Who wants to come sees first where there is room, then a waiting list, then what is no use.
RANKS = {StopState.OPEN: 0, StopState.FEW: 0, StopState.FULL: 1}


class OpenFirst:
    """Stops with room, full ones, those begun or cancelled; within each in the order they had.

    ranks: in which of the three each stop stands, by its number. Until the next one begins.
    """

    def __init__(self, spots: list[Spot], now: datetime, taken: dict[int, int]):
        states = ((spot.pk, spot.state(now, spot.free(taken))) for spot in spots)
        self.ranks = {pk: RANKS.get(state, 2) for pk, state in states}
        self.spots = sorted(spots, key=lambda spot: self.ranks[spot.pk])
        self.since, self.taken = now, taken
        self.until = min((spot.starts_at for spot in spots if spot.starts_at > now), default=None)

    def stands(self, now: datetime, taken: dict[int, int]) -> bool:
        in_time = self.since <= now and (self.until is None or now < self.until)
        return in_time and self.taken is taken


class Upcoming:
    """Stops that have not ended, the next one first."""

    def __init__(self, spots: list[Spot], since: datetime):
        self.spots, self.since = spots, since
        self.until = min((spot.ends_at for spot in spots), default=None)
        self._open_first: OpenFirst | None = None

    def open_first(self, now: datetime, taken: dict[int, int]) -> OpenFirst:
        """taken: what `taken()` gives, which is another one once seats changed."""
        found = self._open_first
        if found is None or not found.stands(now, taken):
            found = self._open_first = OpenFirst(self.spots, now, taken)
        return found

    def stands(self, now: datetime) -> bool:
        return self.since <= now and (self.until is None or now < self.until)

    @cached_property
    def provinces(self) -> list[tuple[str, str, int]]:
        counts = Counter(spot.province for spot in self.spots)
        return [(value, Province(value).label, counts[value]) for value in Province.values]

    @cached_property
    def months(self) -> list[tuple[str, str, int]]:
        first = {spot.month: spot for spot in reversed(self.spots)}
        counts = Counter(spot.month for spot in self.spots)
        return [
            (month, words.month(first[month].starts_at), counts[month]) for month in sorted(counts)
        ]


class Planned:
    """Published stops that ended today or later."""

    def __init__(self, spots: Iterable[Spot]):
        self.spots = list(spots)
        self._upcoming: dict[tuple, Upcoming] = {}

    def upcoming(
        self, now: datetime, tour: TourPage | None = None, *, for_everybody: bool = False
    ) -> Upcoming:
        """tour: of that one only. for_everybody: without what is kept for some visitors."""
        of = (tour.path if tour else "", for_everybody)
        found = self._upcoming.get(of)
        if found is None or not found.stands(now):
            spots = [
                spot
                for spot in self.spots
                if spot.ends_at > now
                and of[0] in ("", spot.above)
                and not (for_everybody and spot.is_restricted)
            ]
            found = self._upcoming[of] = Upcoming(spots, now)
        return found


def _read(before: Planned | None) -> Planned:
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time()))
    is_restricted = ExpressionWrapper(restrictions.restricted(), output_field=BooleanField())
    rows = StopPage.objects.live().filter(ends_at__gt=today).order_by("starts_at", "pk")
    rows = rows.annotate(restricted=is_restricted).values_list(*COLUMNS)
    return Planned(map(_spot, rows.iterator()))


def _spot(row: tuple) -> Spot:
    *columns, latitude, longitude, town_latitude, town_longitude, path, restricted = row
    pinned = latitude is not None and longitude is not None
    point = (latitude, longitude) if pinned else (town_latitude, town_longitude)
    return Spot(
        *columns,
        point=(float(point[0]), float(point[1])),
        above=path[: -StopPage.steplen],
        is_restricted=bool(restricted),
    )


COLUMNS = [
    *("pk", "slug", "title", "starts_at", "ends_at", "capacity", "cancelled_at"),
    *("venue__name", "venue__municipality__name", "venue__municipality__province"),
    *("venue__latitude", "venue__longitude"),
    *("venue__municipality__latitude", "venue__municipality__longitude"),
    *("path", "restricted"),
]


planned = Catalogue("stops", _read)
_seats = Catalogue("seats", lambda before: dict(SeatCount.objects.values_list("stop_id", "taken")))


def upcoming(
    now: datetime, tour: TourPage | None = None, *, for_everybody: bool = False
) -> Upcoming:
    return planned.current().upcoming(now, tour, for_everybody=for_everybody)


def taken() -> dict[int, int]:
    """The seats taken at each stop; a stop without any is not named."""
    return _seats.current()
