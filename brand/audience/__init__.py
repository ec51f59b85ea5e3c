"""The newsletter's audience: the one door for every other room.

    from brand import audience
    audience.subscribe(email, name=..., source="inschrijving Genk", wording=audience.WORDING)

An address is on the list only once it was confirmed by the mailed link. Each statement of the
person, when and how, is kept here; the newsletter service (or our own list, when there
is none) hears of it through the queue, later, never within a request.
"""

from brand.audience.newsletters import Cleaned
from brand.audience.service import AudienceError
from brand.audience.stop_links import stop_headers, stop_url
from brand.audience.subscribing import (
    STOP,
    WORDING,
    archive,
    confirm,
    erase,
    is_suppressed,
    link_holds,
    refused,
    stop,
    subscribe,
    suppressed,
)
from brand.audience.syncing import clean_newsletters

__all__ = [
    "STOP",
    "WORDING",
    "AudienceError",
    "Cleaned",
    "archive",
    "clean_newsletters",
    "confirm",
    "erase",
    "is_suppressed",
    "link_holds",
    "refused",
    "stop",
    "stop_headers",
    "stop_url",
    "subscribe",
    "suppressed",
]
