"""When the roadshow looks different by the clock alone: a stop begins, or ends."""

from datetime import datetime

from django.db.models import Min, Q

from roadshow.models import StopPage


def next_change(now: datetime) -> datetime | None:
    found = StopPage.objects.live().aggregate(
        begins=Min("starts_at", filter=Q(starts_at__gt=now)),
        ends=Min("ends_at", filter=Q(ends_at__gt=now)),
    )
    return min(filter(None, found.values()), default=None)
