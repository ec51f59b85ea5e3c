"""How often something may happen: from one network, by one link, to one address.

Two measures. `is_flood` is a quick look in the cache, for whatever comes in. `allowed` counts in
the database, where every process sees it: use it where a mail leaves. Neither keeps an address:
only a keyed hash of it.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from brand.models import Tally

logger = logging.getLogger(__name__)

BUSY = (
    "Er komen nu heel veel {what} van uw netwerk. Wacht een minuut en verstuur opnieuw."
    " Uw gegevens staan er nog."
)
# One more, or the first of a new time.
COUNT = """
INSERT INTO brand_tally (key, count, ends_at) VALUES {rows} ON CONFLICT (key) DO UPDATE SET
count = CASE WHEN brand_tally.ends_at <= %s THEN 1 ELSE brand_tally.count + 1 END,
ends_at = CASE WHEN brand_tally.ends_at <= %s THEN excluded.ends_at ELSE brand_tally.ends_at END
"""
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def network(request) -> str:
    """Whence a request comes, as its neighbours share it: a /24 of IPv4, a /64 of IPv6.

    A line at home has a /64 of its own, so that one who has 2**64 addresses is still one.
    """
    address = request.META.get("REMOTE_ADDR", "")
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 24 if found.version == 4 else 64), strict=False))


def hashed(text: str) -> str:
    """A keyed hash of 32 characters, to name this in a table or a cache irreversibly."""
    return salted_hmac("brand.throttle", text, algorithm="sha256").hexdigest()[:32]


def is_flood(request, what: str, per_minute: int | None = None) -> bool:
    """Count this request; true when too many of its kind came from its network in a minute."""
    most = settings.REGISTRATIONS_PER_MINUTE if per_minute is None else per_minute
    key = f"{what}:{hashed(network(request))}"
    try:
        cache.add(key, 0, timeout=60)
        return cache.incr(key) > most
    except Exception:  # without a cache, registering must go on
        logger.warning("Requests are not counted: the cache does not answer", exc_info=True)
        return False


def allowed(what: str, whom, most: int, within: timedelta) -> bool:
    """Count one more `what` of `whom`; false, and not counted, when there were `most` already.

    Time runs from the first one. Belongs to the caller's transaction, where there is one. Beyond
    the limit it costs one read and no lock.
    """
    key, now = _key(what, whom), timezone.now()
    row = Tally.objects.filter(key=key)
    found = row.first()
    if found and found.ends_at > now and found.count >= most:
        return False
    if found is None and _begin(key, now + within):
        return most > 0
    over = row.filter(ends_at__lte=now).update(count=1, ends_at=now + within)
    return bool(over or row.filter(count__lt=most).update(count=F("count") + 1))


def _begin(key: str, ends_at) -> bool:
    try:
        with transaction.atomic():
            Tally.objects.create(key=key, count=1, ends_at=ends_at)
        return True
    except IntegrityError:  # another request was first, a moment ago
        return False


def first_use(what: str, which, within: timedelta) -> bool:
    """Whether this was not used before; true once in so much time."""
    return allowed(what, which, 1, within)


def full_until(what: str, whom, most: int) -> datetime | None:
    """When the time ends in which there were `most` already; None when one more may come."""
    return all_full_until([(what, whom, most)])


def all_full_until(limits: Iterable[tuple[str, object, int]]) -> datetime | None:
    """The same of several (what, whom, most): when the last of those that are full ends."""
    full = Q()
    for what, whom, most in limits:
        full |= Q(key=_key(what, whom), count__gte=most)
    rows = Tally.objects.filter(full, ends_at__gt=timezone.now())
    return rows.order_by("-ends_at").values_list("ends_at", flat=True).first()


def count(what: str, whom, within: timedelta) -> None:
    """One more of what was allowed before, or is not limited here."""
    count_each([(what, whom, within)])


def count_each(things: Iterable[tuple[str, object, timedelta]]) -> None:
    """One more of each (what, whom, within), in one statement."""
    now, moment = timezone.now(), connection.ops.adapt_datetimefield_value
    # In the order of their keys, so that two who count the same never wait for one another.
    rows = sorted((_key(what, whom), moment(now + within)) for what, whom, within in things)
    sql = COUNT.format(rows=", ".join(["(%s, 1, %s)"] * len(rows)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(value for row in rows for value in row), moment(now), moment(now)])


def _key(what: str, whom) -> str:
    return hashed(f"{what}:{whom}")


def forget_old() -> int:
    """Counts whose time has run out."""
    return Tally.objects.filter(ends_at__lt=timezone.now()).delete()[0]
