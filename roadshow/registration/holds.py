"""How long seats are held for an address that is not proven yet.

A registration takes any address; using the mailed link proves it. A few unproven registrations
from one network are what a company or a fair sends, and have no consequence. From the sixth within
a week on, seats are held for a limited time: page and mail say so, and one press on the mailed link
keeps them. So a tour cannot be filled with other people's addresses.
"""

import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import CharField, Count, DateTimeField, Q
from django.utils import timezone

from brand.queries.prepared import prepared
from roadshow.models import Registration, Repeat, StopPage

USUAL_TIME = timedelta(hours=24)
LAST_DAY = timedelta(hours=24)
TIME_ON_LAST_DAY = timedelta(hours=2)
REPEATED_HOURS = range(24, 73)  # a known address typed again: nobody can foresee how long

HELD_FOR_GOOD = 5
WEEK = timedelta(days=7)


def until(stop: StopPage, now: datetime, usual: timedelta = USUAL_TIME) -> datetime:
    """The usual time; 2 hours on the last day; never past the start."""
    last_day = stop.starts_at - now <= LAST_DAY
    return min(now + (TIME_ON_LAST_DAY if last_day else usual), stop.starts_at)


def repeated_until(stop: StopPage, held_until: datetime | None) -> datetime:
    """Until when an address that is typed again holds a seat.

    Without that seat the public number of free seats would tell whether the address was known.
    Where a first registration would be held for a time only, it ends at the same moment; else
    after a few days, so that nobody loses a place for long.
    """
    hours = secrets.choice(REPEATED_HOURS)
    return held_until or until(stop, timezone.now(), timedelta(hours=hours))


class Recent(NamedTuple):
    """Unproven registrations from one network, of new addresses and of known ones."""

    last_minute: int = 0
    last_hour: int = 0
    last_week: int = 0

    @property
    def is_flood(self) -> bool:
        return self.last_minute >= settings.REGISTRATIONS_PER_MINUTE

    @property
    def is_too_many(self) -> bool:
        """Each of them mails a person who may not have asked, and creates a lead."""
        return self.last_hour >= settings.REGISTRATIONS_PER_HOUR

    def held_until(self, stop: StopPage) -> datetime | None:
        """Until when another registration holds its seats; None: without limit."""
        if self.last_week < HELD_FOR_GOOD:
            return None
        return until(stop, timezone.now())


def recent(network: str) -> Recent:
    """Counted on the rows themselves, so that every process counts the same."""
    if not network:
        return Recent()
    now = timezone.now()
    since = {"minute": now - timedelta(minutes=1), "hour": now - timedelta(hours=1)}
    found = [
        row
        for model in (Registration, Repeat)
        for row in _counted(model, network=network, week=now - WEEK, **since)
    ]
    return Recent(*(sum(column) for column in zip(*found, strict=True)))  # none: all are 0


@prepared(network=CharField(), minute=DateTimeField(), hour=DateTimeField(), week=DateTimeField())
def _counted(model, network, minute, hour, week):
    """One row of three numbers, or none."""
    rows = model.objects.filter(network=network, created_at__gt=week).order_by()
    counts = {
        "last_minute": Count("pk", filter=Q(created_at__gt=minute)),
        "last_hour": Count("pk", filter=Q(created_at__gt=hour)),
        "last_week": Count("pk", filter=Q(state__in=Registration.HOLDING)),
    }
    return rows.values("network").annotate(**counts).values_list(*counts)


def forget_networks(now: datetime | None = None) -> int:
    """Networks are kept for that week only."""
    before = (now or timezone.now()) - WEEK
    return sum(
        model.objects.exclude(network="").filter(created_at__lte=before).update(network="")
        for model in (Registration, Repeat)
    )
