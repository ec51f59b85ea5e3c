"""Work that keeps a processor busy, a few at a time.

A password takes half a second of a core to look at, on purpose. Twenty at once would leave nothing
for other requests; and they may not hold all threads of the server while they wait.
"""

import threading
import time
from collections import Counter
from contextlib import contextmanager


class Crowded(Exception):
    """Too many ask for the same at once. Trying again in a moment is all there is to do."""


class Turnstile:
    def __init__(self, at_once: int, waiting: int, of_one_address: int, patience: float):
        self._places, self._patience, self._of_one = at_once, patience, of_one_address
        self._most = at_once + waiting
        self._inside = 0
        self._here: Counter = Counter()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, address: str = ""):
        self._enter(address)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._leave(address)

    def _enter(self, address: str) -> None:
        until = time.monotonic() + self._patience
        with self._changed:
            if self._here.total() >= self._most or self._here[address] >= self._of_one:
                raise Crowded
            self._here[address] += 1
            while self._inside >= self._places:
                if not self._changed.wait(until - time.monotonic()):
                    self._leave(address)
                    raise Crowded
            self._inside += 1

    def _leave(self, address: str) -> None:
        self._here[address] -= 1
        if not self._here[address]:
            del self._here[address]
        self._changed.notify()
