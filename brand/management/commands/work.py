"""The worker: sends what stands in the outbox and does timed work.

One thread asks every two seconds, or when something on this machine asks for work, what is due
(brand/worker/watch.py); the others sleep until it gives them something. Each kind of work has a
thread of its own, so that a mail server that takes its time holds up mail and nothing else. Timed
work has several: a job that makes pictures for minutes leaves room for those that must run each
minute. Rows and jobs are claimed before they are acted on, so threads share them as workers do.
"""

import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Callable

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from brand import outbox, rooms
from brand.audience import exchange
from brand.mail import delivery
from brand.newsletter import hand_over
from brand.sqlite import base as sqlite
from brand.worker import jobs, watch

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds between questions, when nothing pokes
GLANCE = 0.2
PATIENCE = 20.0  # seconds for the lock of SQLite
KINDS = (delivery.drain, exchange.drain, hand_over.drain, jobs.run_due)
JOBS_AT_THE_SAME_TIME = 3


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
        hands = Hands(self)
        try:
            self.watch(hands)
        finally:
            self.going = False
            hands.stop()

    def watch(self, hands: "Hands") -> None:
        """Ask what is due, and pass it on, until the worker must stop."""
        while self.goes_on():
            seen = _stamp()
            close_old_connections()
            try:
                hands.take(watch.ask())
            except Exception:
                logger.exception("De werker kon niet zien wat te doen is")
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
        """Wait for the next question, or until something on this machine asks for work."""
        until = time.monotonic() + PAUSE
        while self.goes_on() and time.monotonic() < until and _stamp() == seen:
            time.sleep(GLANCE)


class Hands:
    """The threads that do what is due; each sleeps until it is given something."""

    def __init__(self, command: Command):
        self._command = command
        self._mail, self._newsletter = threading.Event(), threading.Event()
        self._issues = threading.Event()
        self._jobs: queue.SimpleQueue[jobs.Job | None] = queue.SimpleQueue()
        self._in_hand: set[str] = set()
        self._threads = [
            threading.Thread(target=self._send, args=[self._mail, delivery.drain]),
            threading.Thread(target=self._send, args=[self._newsletter, exchange.drain]),
            threading.Thread(target=self._send, args=[self._issues, hand_over.drain]),
            *(threading.Thread(target=self._do_jobs) for _ in range(JOBS_AT_THE_SAME_TIME)),
        ]
        for thread in self._threads:
            thread.start()

    def take(self, due: watch.Due) -> None:
        if due.mail:
            self._mail.set()
        if due.newsletter:
            self._newsletter.set()
        if due.issues:
            self._issues.set()
        for job in due.jobs:
            if job.name not in self._in_hand:
                self._in_hand.add(job.name)
                self._jobs.put(job)

    def stop(self) -> None:
        """Returns when each has finished the row or the job in hand."""
        self._mail.set()
        self._newsletter.set()
        self._issues.set()
        for _ in range(JOBS_AT_THE_SAME_TIME):
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _send(self, asked: threading.Event, drain: Callable[..., int]) -> None:
        while self._command.goes_on():
            asked.wait()
            asked.clear()  # before looking: what comes from now on is asked for again
            close_old_connections()
            while self._command.goes_on() and self._command.attempt(drain):
                close_old_connections()
        connection.close()

    def _do_jobs(self) -> None:
        while (job := self._jobs.get()) and self._command.goes_on():
            close_old_connections()
            try:
                jobs.run(job)
            except Exception:
                logger.exception("De werker liep vast in %s", job.name)
            finally:
                self._in_hand.discard(job.name)
        connection.close()


def _stamp() -> int:
    try:
        return outbox.wake_file().stat().st_mtime_ns
    except FileNotFoundError:
        return 0
