"""More from one network address than people send."""

import logging

from django.core.cache import cache
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def is_too_much(request, what: str, per_minute: int) -> bool:
    """Counts this request too. The address itself is not kept."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"{what}:{salted_hmac('brand.flood', address).hexdigest()}"
    try:
        cache.add(key, 0, timeout=60)
        return cache.incr(key) > per_minute
    except Exception:  # a cache that is away must not keep anybody out
        logger.warning("Not counted: the cache does not answer", exc_info=True)
        return False
