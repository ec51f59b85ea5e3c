"""What is due at this moment, in one question to the database.

A worker that has nothing to do asks this every two seconds, and nothing else. Whether a row is
really for this worker is decided later, by claiming it.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from brand.models import (
    JobRun,
    NewsletterDelivery,
    NewsletterHandOver,
    OutboxState,
    OutgoingMail,
    ServiceNotice,
    SyncBatch,
    SyncJob,
    Variant,
)
from brand.models.outbox import UNCLAIMED, OutboxRow
from brand.worker import jobs


class Due(NamedTuple):
    mail: bool
    newsletter: bool
    jobs: list[jobs.Job]
    issues: bool = False


def ask() -> Due:
    """Rows to send or to take back from a worker that died, and timed jobs."""
    now = timezone.now()
    rows = list(
        JobRun.objects.annotate(
            mail=Exists(_rows_due(OutgoingMail, now)),
            newsletter=Exists(_rows_due(SyncJob, now))
            | Exists(_rows_due(SyncBatch, now))
            | Exists(_rows_due(ServiceNotice, now)),
            issues=Exists(_rows_due(NewsletterDelivery, now).exclude(variant=Variant.HELD))
            | Exists(_rows_due(NewsletterHandOver, now)),
        )
    )
    known, runs = list(jobs.known()), {row.name: row for row in rows}
    if missing := [job.name for job in known if job.name not in runs]:
        jobs.write_down(missing)
    due = [job for job in known if jobs.may_be_due(job, runs.get(job.name), now)]
    if not rows:  # no row that the other answers could come with
        return Due(True, True, due, True)
    return Due(rows[0].mail, rows[0].newsletter, due, rows[0].issues)


def _rows_due(model: type[OutboxRow], now: datetime) -> QuerySet:
    waits = Q(state__in=UNCLAIMED, due_at__lte=now)
    held_by_the_dead = Q(state=OutboxState.BUSY, locked_until__lt=now)
    return model.objects.filter(waits | held_by_the_dead)
