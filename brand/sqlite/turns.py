"""One writer at a time, first come first served, and never all threads in the queue.

SQLite has one lock for writing, and whoever does not get it tries again after a while: unfair,
and with many writers slow. Within a process they take turns here first. When nothing moves,
because another process holds the lock, only some may go on waiting; the others are told so at
once, and their threads are free for who reads.
"""

import sqlite3
import threading
import time
from collections import deque

MOST_WAITING = 6  # of the 16 threads of the server, once nothing moves
NOTHING_MOVES = 1.0  # seconds with the same writer
AT_LEAST = 0.5  # seconds, however long the request took before


class Turns:
    def __init__(self, patience: float):
        self.patience = patience  # seconds that a writer waits in all, here and for SQLite's lock
        self._changed = threading.Condition()
        self._queue: deque = deque()
        self._writer = None
        self._since = 0.0

    def take(self, who, spent: float = 0.0) -> float:
        """Wait for a turn. Returns how many seconds of patience are left."""
        until = time.monotonic() + max(self.patience - spent, AT_LEAST)
        with self._changed:
            self._queue.append(who)
            try:
                while self._writer is not None or self._queue[0] is not who:
                    left = until - time.monotonic()
                    if left <= 0 or self._is_one_too_many(who):
                        raise locked()
                    self._changed.wait(min(left, 0.1))
                self._writer, self._since = who, time.monotonic()
            finally:
                self._queue.remove(who)
                self._changed.notify_all()
        return max(until - time.monotonic(), 0.05)

    def give_back(self, who) -> None:
        """Harmless for who holds no turn."""
        with self._changed:
            if self._writer is who:
                self._writer = None
                self._changed.notify_all()

    def _is_one_too_many(self, who) -> bool:
        stuck = self._writer is not None and time.monotonic() - self._since > NOTHING_MOVES
        return stuck and self._queue.index(who) >= MOST_WAITING


def locked() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error
