"""More from one network address than people send. The address itself is not kept."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

BUSY = (
    "Er komen nu heel veel {what} van uw netwerk. Wacht een minuut en verstuur opnieuw."
    " Uw gegevens staan er nog."
)


def is_flood(request, what: str, per_minute: int | None = None) -> bool:
    """Count this request; true when too many of its kind came within a minute."""
    most = settings.REGISTRATIONS_PER_MINUTE if per_minute is None else per_minute
    address = request.META.get("REMOTE_ADDR", "")
    key = f"{what}:{salted_hmac('roadshow.flood', address).hexdigest()}"
    try:
        cache.add(key, 0, timeout=60)
        return cache.incr(key) > most
    except Exception:  # a cache that is away must not keep anybody from registering
        logger.warning("Requests are not counted: the cache does not answer", exc_info=True)
        return False
