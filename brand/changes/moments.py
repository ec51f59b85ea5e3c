"""Until when what visitors see stays the same without anybody writing anything.

A room whose pages change by the clock answers in its module `moments`:

    next_change(now: datetime) -> datetime | None
"""

from datetime import datetime, time, timedelta

from django.utils import timezone

from brand import rooms

LONGEST = timedelta(minutes=5)  # for whatever nobody thought of


def until(now: datetime) -> datetime:
    """At midnight consents, licences and words such as "morgen" end."""
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time()))
    known = [room.next_change(now) for room in rooms.modules("moments")]
    return min(now + LONGEST, midnight, *(one for one in known if one))
