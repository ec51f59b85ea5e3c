"""The count of seats at a stop, and the one guard against overselling it.

Code that changes registrations holds the lock of their stop first. On PostgreSQL that is the row of
`SeatCount`; on SQLite the transaction itself (`BEGIN IMMEDIATE`, see the settings), where
`select_for_update` does nothing. `take()` is a conditional update, so that the count stays right
even where a caller came without the lock.
"""

from functools import partial

from django.db import transaction
from django.db.models import BigAutoField, F, IntegerField, OuterRef, Subquery, Sum

from brand.queries.prepared import prepared
from roadshow.models import Registration, Repeat, SeatCount, StopPage
from roadshow.registration.refusals import RegistrationRefused

MEANWHILE = "Uw inschrijving veranderde net. Kijk even na en probeer opnieuw."


def lock(*stop_ids: int) -> dict[int, StopPage]:
    """These stops as they stand now, for this transaction alone. Always in the same order."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Seats are locked within a transaction.")
    for pk in sorted(set(stop_ids)):
        SeatCount.objects.select_for_update().get_or_create(
            stop_id=pk, defaults={"taken": partial(_held, pk)}
        )
    return {stop.pk: stop for pk in set(stop_ids) for stop in _stops(pk=pk)}


@prepared(pk=BigAutoField())
def _stops(pk):
    joined = ("seat_count", "venue__municipality", "organisation")
    return StopPage.objects.select_related(*joined).filter(pk=pk)


def hold(registration: Registration, *also: int) -> tuple[dict[int, StopPage], Registration]:
    """A registration as it stands now, with its stop locked, and other stops where asked."""
    stops = lock(registration.stop_id, *also)
    fresh = Registration.objects.select_related("lead").get(pk=registration.pk)
    if fresh.stop_id not in stops:  # moved to another stop a moment ago
        raise RegistrationRefused(MEANWHILE, "late")
    fresh.stop = stops[fresh.stop_id]
    return stops, fresh


def take(stop: StopPage, seats: int) -> bool:
    """Take these seats, all or none."""
    return guarded(stop, seats).update(taken=F("taken") + seats) == 1


def guarded(stop: StopPage, seats: int):
    """The count, only when so many seats are still free; the guard against overselling."""
    return SeatCount.objects.filter(pk=stop.pk, taken__lte=_capacity() - seats)


def _capacity() -> Subquery:
    return Subquery(StopPage.objects.filter(pk=OuterRef("pk")).values("capacity"))


def has_room(stop: StopPage, seats: int) -> bool:
    return guarded(stop, seats).exists()


def is_full(stop: StopPage, seats: int) -> bool:
    """Whether so many seats are not free, read without a lock; false before the first count."""
    return _full.first(stop=stop.pk, seats=seats) is not None


@prepared(stop=IntegerField(), seats=IntegerField())
def _full(stop, seats):
    return SeatCount.objects.filter(pk=stop, taken__gt=_capacity() - seats)


def free(stop: StopPage) -> int:
    """Free seats, read from the database; the instance in hand may be older."""
    row = SeatCount.objects.filter(pk=stop.pk).values_list("stop__capacity", "taken").first()
    return max(0, row[0] - row[1]) if row else stop.capacity


def recount(stop: StopPage) -> int:
    """Count taken seats from the rows again, and free those no longer held."""
    taken = _held(stop.pk)
    SeatCount.objects.filter(pk=stop.pk).update(taken=taken)
    return taken


def _held(stop_id: int) -> int:
    rows = Registration.objects.filter(stop_id=stop_id).holding_seats()
    repeats = Repeat.objects.filter(stop_id=stop_id).exclude(seat_until=None)
    return (rows.aggregate(total=Sum("seats"))["total"] or 0) + repeats.count() * Repeat.seats
