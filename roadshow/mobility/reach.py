"""Where people could not come for lack of transport: per stop, municipality and province."""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from brand import places
from brand.dates import words
from brand.models import Municipality, User
from brand.privacy.retention import months_before
from leads.models import Obstacle, ObstacleSignal
from leads.models.obstacles import first_of_month, this_month
from roadshow.models import Registration, StopPage, Venue
from roadshow.models.registrations import HeldBack, State

MOST = 100  # stops
STAYED_AWAY = Q(state=State.ABSENT) | Q(state=State.CANCELLED, ending=Registration.Ending.SELF)


class StopRow(NamedTuple):
    """Registrations, and not people: whoever brings colleagues answers once."""

    stop: StopPage
    away: int
    answered: int
    transport: int
    station: str

    @property
    def public_transport(self) -> str:
        return str(self.stop.venue.public_transport)


class PlaceRow(NamedTuple):
    label: str
    province: str
    transport: int  # registrations for stops there
    signals: int  # about people who live there


def stayed_away(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of them who did not come to a stop that went on."""
    return rows.filter(STAYED_AWAY, stop__cancelled_at=None)


def at_venue(venue: Venue, organisation) -> int:
    """How many could not come there to this partner's stops, for lack of transport."""
    rows = stayed_away(Registration.objects.filter(held_back=HeldBack.TRANSPORT))
    return rows.filter(stop__venue=venue, stop__organisation=organisation).count()


def stops(user: User, months: int) -> list[StopRow]:
    """The user's stops of so many months where somebody stayed away; the hardest to reach first."""
    rows = (
        _of(user, months)
        .order_by()
        .values("stop")
        .annotate(
            away=Count("pk"),
            answered=Count("pk", filter=~Q(held_back="")),
            transport=Count("pk", filter=Q(held_back=HeldBack.TRANSPORT)),
        )
    )
    counted = rows.order_by("-transport", "-away", "-stop")[:MOST]
    found = {one["stop"]: one for one in counted}
    pages = StopPage.objects.with_place().filter(pk__in=found)
    return sorted((_row(stop, found[stop.pk]) for stop in pages), key=_hardest_first)


def _of(user: User, months: int) -> QuerySet[Registration]:
    mine = stayed_away(Registration.objects.visible_to(user))
    return mine.filter(stop__starts_at__gte=_since(months))


def _since(months: int) -> datetime:
    return months_before(timezone.localtime(), months)


def _row(stop: StopPage, counted: dict) -> StopRow:
    found = places.nearest_station(*stop.venue.point)
    station = f"{found[0].name}, {words.kilometres(found[1])}" if found else ""
    return StopRow(stop, counted["away"], counted["answered"], counted["transport"], station)


def _hardest_first(row: StopRow) -> tuple:
    return -row.transport, -row.away, -row.stop.pk


def municipalities(user: User, months: int) -> list[PlaceRow]:
    """Towns where somebody could not come, or of which somebody signalled it."""
    by_stop = _of(user, months).filter(held_back=HeldBack.TRANSPORT)
    counted = by_stop.order_by().values_list("stop__venue__municipality").annotate(Count("pk"))
    here, told = Counter(dict(counted)), _signals(months)
    towns = Municipality.objects.in_bulk({*here, *told})
    rows = [
        PlaceRow(town.name, town.get_province_display(), here[pk], told[pk])
        for pk, town in towns.items()
    ]
    return sorted(rows, key=lambda row: (-row.transport - row.signals, row.label))


def _signals(months: int) -> Counter[int]:
    first: date = first_of_month(_since(months).date())
    rows = ObstacleSignal.objects.between(first, this_month()).filter(obstacle=Obstacle.TRANSPORT)
    counted = rows.order_by().values_list("municipality").annotate(Count("pk"))
    return Counter(dict(counted))


def provinces(towns: list[PlaceRow]) -> list[PlaceRow]:
    transport: Counter[str] = Counter()
    signals: Counter[str] = Counter()
    for town in towns:
        transport[town.province] += town.transport
        signals[town.province] += town.signals
    rows = [PlaceRow(name, name, transport[name], signals[name]) for name in transport]
    return sorted(rows, key=lambda row: (-row.transport - row.signals, row.label))
