"""Counting the visits of a crowd: those that come at once are written at once.

Each request waits until its own visit is written, so that a process that stops loses none that it
answered. One transaction for each would make the queue for SQLite longer than anybody waits.
"""

import threading
from collections import Counter
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from brand.http import faults
from brand.models import LinkVisits
from brand.sqlite import base as sqlite

LONGEST = 10.0  # seconds that a visitor waits for who writes
Visits = Counter[tuple[int, date]]  # by number of the link and day


class _Together:
    """Visits that are written by the first who came; the others wait for it."""

    def __init__(self) -> None:
        self.visits: Visits = Counter()
        self.is_written = threading.Event()


_joining = threading.Lock()
_writing = threading.Lock()
_open: _Together | None = None


def add(link: int) -> None:
    """One visit of this link, today; a failure stops nobody."""
    global _open
    with _joining:
        is_first = _open is None
        together = _open = _open or _Together()
        together.visits[link, timezone.localdate()] += 1
    if not is_first:
        together.is_written.wait(LONGEST)
        return
    try:
        with _writing:
            with _joining:
                _open = None
            with sqlite.in_turn():
                faults.left_out(_write, together.visits)
    finally:
        together.is_written.set()


def _write(visits: Visits) -> None:
    for (link, day), number in sorted(visits.items()):  # two processes never wait for each other
        row = LinkVisits.objects.filter(link=link, day=day)
        if row.update(count=F("count") + number):
            continue
        try:
            with transaction.atomic():
                LinkVisits.objects.create(link_id=link, day=day, count=number)
        except IntegrityError:  # another process made the row first
            row.update(count=F("count") + number)
