"""What the lists of visitors are made from: read whole, once after each change, in each process.

A question that costs much for each row (may this story be seen?) is asked of all rows together
when something was written to the tables it is about, and not at every page. Each use first asks
the number of changes of those tables, which every process shares (`counting.changes_of`); within a
transaction that wrote there, what it wrote counts. At midnight everything is read again, and after
five minutes: for who writes in the database past Django.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import connection
from django.utils import timezone

from brand.changes.moments import LONGEST

Read = TypeVar("Read")
_every: list["Catalogue"] = []


@dataclass(frozen=True)
class _Kept(Generic[Read]):
    key: Hashable
    until: datetime
    read: Read

    def stands(self, key: Hashable) -> bool:
        return self.key == key and timezone.now() < self.until


class Catalogue(Generic[Read]):
    """group: a name of `GROUPS` in the module `change_groups` of a room.

    read: gives everything; it gets what was read before, to keep what did not change.
    """

    def __init__(self, group: str, read: Callable[[Read | None], Read]):
        self.group, self.read = group, read
        self._lock = threading.Lock()
        self._kept: _Kept[Read] | None = None
        self._own = threading.local()  # within a transaction that nobody else sees yet
        _every.append(self)

    def current(self) -> Read:
        """As it stands at this moment."""
        changes = connection.changes_of(self.group)
        key = changes, timezone.localdate()
        if not isinstance(changes, int):
            own = getattr(self._own, "kept", None)
            if own is None or not own.stands(key):
                own = self._own.kept = self._read_after(own or self._kept, key)
            return own.read
        if self._kept is None or not self._kept.stands(key):
            with self._lock:  # the others wait for the one who reads
                if self._kept is None or not self._kept.stands(key):
                    self._kept = self._read_after(self._kept, key)
                return self._kept.read
        return self._kept.read

    def _read_after(self, before: _Kept[Read] | None, key: Hashable) -> _Kept[Read]:
        until = timezone.now() + LONGEST
        return _Kept(key, until, self.read(before.read if before else None))

    def forget(self) -> None:
        """Read anew at the next question, in this process."""
        self._kept = None
        self._own = threading.local()


def forget() -> None:
    for one in _every:
        one.forget()
