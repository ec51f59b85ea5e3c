"""The worker: sends what stands in the outbox and does timed work.

Each kind of work has a thread of its own, so that a mail server that takes its time holds up mail
and nothing else. Timed work has several: a job that makes pictures for minutes leaves room for
those that must run each minute. Rows and jobs are claimed before they are acted on, so threads
share them as workers do.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from brand import outbox, rooms
from brand.audience import syncing
from brand.mail import delivery
from brand.sqlite import base as sqlite
from brand.worker import jobs

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between rounds, when nothing pokes
GLANCE = 0.2
PATIENCE = 20.0  # seconds for the lock of SQLite
KINDS = (delivery.drain, syncing.drain, jobs.run_due)
AT_THE_SAME_TIME = (*KINDS, jobs.run_due, jobs.run_due)


class Command(BaseCommand):
    help = "Verstuurt wat in de wachtrij staat en doet de vaste taken."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="eenmaal, en dan stoppen")
        parser.add_argument(
            "--with-parent", action="store_true", help="stoppen wanneer wie dit startte stopt"
        )

    def handle(self, *, once, with_parent, **options):
        self.going, self.parent = True, os.getppid() if with_parent else None
        for room in rooms.modules("restoring"):
            room.before_serving()
        if once:
            self.stdout.write(f"{self.round()} afgehandeld.")
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.finish)
        sqlite.take_turns(PATIENCE)  # else the many writes of jobs keep mail from its own
        threads = [threading.Thread(target=self.keep_at, args=[kind]) for kind in AT_THE_SAME_TIME]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def keep_at(self, work: Callable[..., int]) -> None:
        while self.goes_on():
            close_old_connections()
            seen = _stamp()
            if not self.attempt(work):
                self.rest(seen)
        connection.close()

    def finish(self, *_):
        """Ends after the row in hand, so that nothing is left half sent."""
        self.going = False

    def goes_on(self) -> bool:
        return self.going and (self.parent is None or os.getppid() == self.parent)

    def round(self) -> int:
        """One of each kind of work."""
        return sum(self.attempt(work) for work in KINDS)

    def attempt(self, work: Callable[..., int]) -> int:
        """What fails is written down and does not end the worker."""
        try:
            return work(self.goes_on)
        except Exception:
            logger.exception("De werker liep vast in %s", work.__module__)
            return 0

    def rest(self, seen: int) -> None:
        """Wait for the next round, or until something on this machine asks for work."""
        until = time.monotonic() + PAUSE
        while self.goes_on() and time.monotonic() < until and _stamp() == seen:
            time.sleep(GLANCE)


def _stamp() -> int:
    try:
        return outbox.wake_file().stat().st_mtime_ns
    except FileNotFoundError:
        return 0
