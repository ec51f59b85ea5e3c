"""Timed work of every room: reminders, offers that expire, retention.

An app that has any says so in its `due.py`:

    JOBS = [("herinneringen", 300, remind)]     # name, every how many seconds, what to call

A job looks at the rows that are due, so a run that was missed is made good by the next one, and
running twice does no harm. It is called without arguments, outside a transaction.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from brand.models import JobRun
from brand.rooms import modules

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)


class Job(NamedTuple):
    name: str
    every: timedelta
    act: Callable[[], object]


def known() -> Iterator[Job]:
    for due in modules("due"):
        room = due.__name__.partition(".")[0]
        for name, seconds, act in due.JOBS:
            yield Job(f"{room}.{name}", timedelta(seconds=seconds), act)


def run_due(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Run every job whose time has come and that no other worker is running. How many ran."""
    ran, runs = 0, {run.name: run for run in JobRun.objects.all()}
    for job in known():
        if keep_going() and _may_be_due(job, runs.get(job.name)) and _claim(job):
            _run(job)
            ran += 1
    return ran


def _may_be_due(job: Job, run: JobRun | None) -> bool:
    """Checked without the lock that claiming takes."""
    return not (run and run.started_at) or run.started_at <= timezone.now() - job.every


def _claim(job: Job) -> bool:
    now = timezone.now()
    row = JobRun.objects.filter(name=job.name)
    if not row.exists():
        JobRun.objects.bulk_create([JobRun(name=job.name)], ignore_conflicts=True)
    free = Q(locked_until=None) | Q(locked_until__lt=now)
    its_time = Q(started_at=None) | Q(started_at__lte=now - job.every)
    return bool(row.filter(free, its_time).update(started_at=now, locked_until=now + LEASE))


def _run(job: Job) -> None:
    trouble = ""
    try:
        job.act()
    except Exception as error:  # one job that fails must not stop the others, nor the worker
        logger.exception("Vaste taak %s liep mis", job.name)
        trouble = f"{type(error).__name__}: {error}"[:500]
    JobRun.objects.filter(name=job.name).update(
        done_at=timezone.now(), locked_until=None, trouble=trouble
    )
