"""Timed work of every room: reminders, offers that expire, retention.

An app that has any says so in its `due.py`:

    JOBS = [("herinneringen", 300, remind)]     # name, every how many seconds, what to call

A fourth value is how many seconds a worker that died keeps a job to itself, where the half hour of
`LEASE` is too long for who waits. Such a job calls `hold` as it goes on.

A job looks at the rows that are due, so a run that was missed is made good by the next one, and
running twice does no harm. It is called without arguments, outside a transaction.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
    lease: timedelta = LEASE


def known() -> Iterator[Job]:
    for due in modules("due"):
        room = due.__name__.partition(".")[0]
        for name, seconds, act, *lease in due.JOBS:
            held = timedelta(seconds=lease[0]) if lease else LEASE
            yield Job(f"{room}.{name}", timedelta(seconds=seconds), act, held)


def ask(name: str) -> None:
    """This job has work: it is due now, whenever it ran last."""
    JobRun.objects.filter(name=name).update(started_at=None)


def hold(name: str, seconds: float) -> None:
    """Who runs this job is alive, and keeps it for so long from now."""
    until = timezone.now() + timedelta(seconds=seconds)
    JobRun.objects.filter(name=name).exclude(locked_until=None).update(locked_until=until)


def run_due(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Run every job whose time has come and that no other worker is running. How many ran."""
    ran, runs = 0, {run.name: run for run in JobRun.objects.all()}
    for job in known():
        if keep_going() and may_be_due(job, runs.get(job.name), timezone.now()):
            ran += run(job)
    return ran


def may_be_due(job: Job, run: JobRun | None, now: datetime) -> bool:
    """Checked without the lock that claiming takes."""
    if run is None or run.started_at is None:
        return True
    return run.started_at <= now - job.every and not (run.locked_until and run.locked_until >= now)


def run(job: Job) -> bool:
    """Run a job, unless another worker has it or had it."""
    if not _claim(job):
        return False
    _run(job)
    return True


def _claim(job: Job) -> bool:
    now = timezone.now()
    row = JobRun.objects.filter(name=job.name)
    free = Q(locked_until=None) | Q(locked_until__lt=now)
    its_time = Q(started_at=None) | Q(started_at__lte=now - job.every)
    claimed = {"started_at": now, "locked_until": now + job.lease}
    if row.filter(free, its_time).update(**claimed):
        return True
    if row.exists():
        return False
    write_down([job.name])
    return bool(row.filter(free, its_time).update(**claimed))


def write_down(names: list[str]) -> None:
    """Rows for jobs that never ran here."""
    JobRun.objects.bulk_create([JobRun(name=name) for name in names], ignore_conflicts=True)


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
