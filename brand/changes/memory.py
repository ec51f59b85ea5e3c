"""What is made from the database, kept in this process until something changes.

    @until_changed
    def portrait(pk): ...

For what visitors may see: only writes that count as such (`counting`) end it, at once and for every
process; and so does the clock, within a minute. Keys are few: with more than `MOST` all is let go.
"""

import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from django.db import connection
from django.utils import timezone

Made = TypeVar("Made")
MOST = 100
MINUTE = 60
_kept: dict[Callable, dict[tuple, tuple]] = {}


def until_changed(make: Callable[..., Made]) -> Callable[..., Made]:
    kept = _kept[make] = {}

    @wraps(make)
    def remembered(*key: Hashable) -> Made:
        changes = connection.changes()  # before it is made: what changes meanwhile wins
        if changes is None:  # within the transaction that changes something
            return make(*key)
        now = (changes, timezone.localdate(), time.monotonic() // MINUTE)
        found = kept.get(key)
        if found is None or found[0] != now:
            if len(kept) >= MOST:
                kept.clear()
            found = kept[key] = (now, make(*key))
        return found[1]

    return remembered


def forget() -> None:
    for kept in _kept.values():
        kept.clear()
