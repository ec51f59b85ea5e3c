"""One writer at a time, first come first served, and never all threads in the queue.

SQLite has one lock for writing, and connections without it retry after a while: unfair, and
slow with many writers. Within a process they take turns here first. In a rush the queue moves,
and waiting beats failing. When nothing moves, because another process holds the lock, patience
ends soon, and only some may go on waiting: the others are told so at once, and their threads are
free for reading.
"""

import sqlite3
import threading
import time
from collections import deque

MOST_WAITING = 6  # of the 16 threads of the server, once nothing moves
NOTHING_MOVES = 1.0  # seconds without the lock being free
AT_LEAST = 0.5  # seconds, however long the request took before
LONGEST = 15.0  # seconds in a queue that does move


class Turns:
    def __init__(self, patience: float):
        self.patience = patience  # seconds that a writer waits in all, here and for SQLite's lock
        self._changed = threading.Condition()
        self._queue: deque = deque()
        self._writer = None
        self._has_lock = False
        self._moved = 0.0

    def take(self, who, spent: float = 0.0) -> float:
        """Wait for a turn. Returns how many seconds of patience are left for the lock."""
        came = time.monotonic()
        until = came + max(self.patience - spent, AT_LEAST)
        with self._changed:
            if self._writer is None and not self._queue:
                self._moved = came
            self._queue.append(who)
            try:
                while self._writer is not None or self._queue[0] is not who:
                    if self._must_give_up(who, until, came + LONGEST):
                        raise locked()
                    self._changed.wait(0.1)
                self._writer, self._has_lock = who, False
            finally:
                self._queue.remove(who)
                self._changed.notify_all()
        return max(until - time.monotonic(), AT_LEAST)

    def got_lock(self, who) -> None:
        with self._changed:
            if self._writer is who:
                self._has_lock, self._moved = True, time.monotonic()

    def give_back(self, who) -> None:
        """Harmless without a turn."""
        with self._changed:
            if self._writer is who:
                if self._has_lock:
                    self._moved = time.monotonic()
                self._writer, self._has_lock = None, False
                self._changed.notify_all()

    def _must_give_up(self, who, until: float, at_last: float) -> bool:
        now = time.monotonic()
        is_stuck = not self._has_lock and now - self._moved > NOTHING_MOVES
        is_one_too_many = self._queue.index(who) >= MOST_WAITING
        return now >= at_last or (is_stuck and (is_one_too_many or now >= until))


def locked() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error
