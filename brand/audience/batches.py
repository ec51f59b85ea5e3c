"""Many orders at once: more than 50 that wait go to the newsletter service in one request.

A batch is a row with a life of its own (brand/outbox): gathered, asked, looked at until it is
finished, its answers judged. Each step is committed before the next, so that a worker that died is
followed by another. That it is about to be asked is written first: when the answer never came, it
is looked for there before another is made.

An order that is in a batch is held by it. What was not answered is asked again alone. All of it is
safe to repeat, for the requests are those of `Service`.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from brand import outbox
from brand.audience import syncing
from brand.audience.local import Local
from brand.audience.mailchimp_batches import Answer, Tape, fingerprint
from brand.audience.service import AudienceError, FailureKind, Together
from brand.models import OutboxState, SyncBatch, SyncJob
from brand.models.outbox import UNCLAIMED
from brand.outbox import outages

logger = logging.getLogger(__name__)

MORE_THAN, MOST = 50, 500
SOON, SELDOM = timedelta(seconds=5), timedelta(minutes=2)  # between two looks
SOUGHT_FOR = timedelta(minutes=2)  # a batch of which the answer never came
WAITED_FOR = timedelta(hours=12)
HELD_FOR = timedelta(days=1)  # longer than any batch is waited for
KEPT_FOR = timedelta(days=30)
ENDED = [OutboxState.DONE, OutboxState.BLOCKED, OutboxState.GIVEN_UP]
TOGETHER = "Gaat samen met andere opdrachten naar Mailchimp."
UNANSWERED = "Mailchimp antwoordde hier niet op; gaat nu apart."


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Gather what waits, and bring every batch a step further. How many steps."""
    outbox.release(SyncBatch.objects.all())
    _take_back()
    opened_with, steps = syncing.fingerprint(), 0
    while keep_going() and not syncing.must_wait(opened_with):
        gather()
        batch = outbox.claim_next(SyncBatch.objects.all())
        if batch is None:
            break
        go_on(batch, opened_with)
        steps += 1
    return steps


def gather() -> SyncBatch | None:
    """A batch of what is due, when that is much."""
    now = timezone.now()
    busy = SyncJob.objects.filter(state=OutboxState.BUSY).values("dedupe_key")
    waits = syncing.free().due(now).filter(goes_alone=False).exclude(dedupe_key__in=busy)
    rows = list(waits.values_list("email_hash", "pk")[:MOST])
    if len(rows) <= MORE_THAN:
        return None
    # One of each person, the first: of two the order counts.
    chosen = dict(reversed(rows))
    to = _line()
    if to is None:
        return None
    with transaction.atomic():
        key = uuid.uuid4()
        batch = SyncBatch.objects.create(pk=key, marker=to.marker, dedupe_key=f"bundel:{key}")
        taken = SyncJob.objects.filter(pk__in=chosen.values(), state__in=UNCLAIMED).update(
            state=OutboxState.BUSY,
            batch=batch,
            claim=batch.pk,
            locked_until=now + HELD_FOR,
            attempts=F("attempts") + 1,
            asked="",
            reason=TOGETHER,
            remedy="",
        )
        if not taken:  # another worker was first
            batch.delete()
            return None
    return batch


def go_on(batch: SyncBatch, opened_with: str) -> None:
    try:
        _step(batch, opened_with)
    except AudienceError as error:
        if error.kind in {FailureKind.LINE, FailureKind.AUTH}:
            until = syncing.stop_line(error, opened_with)
            outbox.put_back(batch, until, error.reason, error.remedy)
        elif error.kind is FailureKind.RETRY:
            outbox.retry(batch, error.reason, error.remedy)
        else:
            outbox.block(batch, error.reason, error.remedy)
    except Exception as error:  # a fault in one batch must not hold up the rest
        logger.exception("Bundel %s liep mis", batch.pk)
        outbox.retry(batch, f"De bundel kon niet worden verwerkt ({type(error).__name__}).")
    _take_back()


def _step(batch: SyncBatch, opened_with: str) -> None:
    line = _line()
    if line is None or line.marker != batch.marker:
        _put_back(_held(batch), "De lijst werd intussen een andere.")
        outbox.finish(batch, "De lijst werd intussen een andere.")
    elif batch.key:
        _follow(batch, line, opened_with)
    elif batch.handed_over_at:
        _look_for(batch, line)
    else:
        _ask(batch, line, opened_with)


def _ask(batch: SyncBatch, line, opened_with: str) -> None:
    operations = []
    for job in _held(batch):
        line.tape = Tape(job.heard)
        try:
            syncing.send(job, opened_with, line)  # who needs nothing any more ends here
        except Together as wanted:
            operation = wanted.operation
            SyncJob.objects.filter(pk=job.pk).update(asked=fingerprint(operation))
            operations.append(operation | {"operation_id": str(job.pk)})
    line.tape = None
    if not operations:
        outbox.finish(batch, "Er was niets meer te vragen.")
        return
    now = timezone.now()
    asked = {"handed_over_at": now, "asked": len(operations), "locked_until": now + outbox.LEASE}
    if not outbox.still_mine(batch).update(**asked):
        return  # of another worker by now
    try:
        key = line.start_batch(operations)
    except AudienceError as error:
        if error.kind not in {FailureKind.LINE, FailureKind.RETRY}:  # it said no
            outbox.still_mine(batch).update(handed_over_at=None)
        raise
    outages.answered(outages.NEWSLETTER)
    outbox.still_mine(batch).update(key=key)
    _look_again(batch, SOON)


def _look_for(batch: SyncBatch, line) -> None:
    known = SyncBatch.objects.exclude(key="").values_list("key", flat=True)
    if key := line.find_batch(batch.handed_over_at, batch.asked, known):
        outbox.still_mine(batch).update(key=key)
        _look_again(batch, timedelta())
    elif timezone.now() - batch.handed_over_at > SOUGHT_FOR:
        outbox.still_mine(batch).update(handed_over_at=None)  # it never arrived
        _look_again(batch, timedelta())
    else:
        _look_again(batch, SOUGHT_FOR / 4)


def _follow(batch: SyncBatch, line, opened_with: str) -> None:
    try:
        is_finished, url = line.batch(batch.key)
    except AudienceError as error:
        if error.kind is not FailureKind.NOT_FOUND:
            raise
        outbox.block(batch, "Mailchimp kent deze bundel niet meer.", UNANSWERED)
        return
    outages.answered(outages.NEWSLETTER)
    if is_finished:
        _judge(batch, line, line.batch_answers(url), opened_with)
        return
    age = timezone.now() - batch.handed_over_at
    if age > WAITED_FOR:
        line.cancel_batch(batch.key)
        outbox.block(batch, "Mailchimp raakte niet klaar met deze bundel.", UNANSWERED)
    else:
        _look_again(batch, min(max(age / 4, SOON), SELDOM))


def _judge(batch: SyncBatch, line, answers: dict[str, Answer], opened_with: str) -> None:
    count = 0
    for job in _held(batch):
        if not outbox.still_mine(batch).update(locked_until=timezone.now() + outbox.LEASE):
            return  # of another worker by now
        answer = answers.get(str(job.pk))
        if answer is None:
            _put_back([job], UNANSWERED, goes_alone=True)
            continue
        count += 1
        line.tape = Tape(job.heard, job.asked, answer)
        try:
            syncing.send(job, opened_with, line)
        except Together as more:  # then the tags, or what changed meanwhile
            _put_back([job], TOGETHER, heard=more.heard)
        else:
            ended = SyncJob.objects.filter(pk=job.pk, claim=batch.pk)
            ended.update(asked="", heard={})
    outbox.finish(batch, f"{count} antwoorden op {batch.asked} opdrachten.")


def _held(batch: SyncBatch):
    rows = SyncJob.objects.filter(state=OutboxState.BUSY, batch=batch, claim=batch.pk)
    return rows.select_related("subscription").order_by("pk")


def _take_back() -> None:
    """Orders of batches that ended without an answer to them."""
    left = SyncJob.objects.filter(
        state=OutboxState.BUSY, batch__state__in=ENDED, claim=F("batch_id")
    )
    _put_back(left, UNANSWERED, goes_alone=True)


def _put_back(jobs, reason: str, **fields) -> None:
    for job in jobs:
        outbox.put_back(job, timezone.now(), reason, asked="", **fields)


def _look_again(batch: SyncBatch, wait: timedelta) -> None:
    batch.attempts = 1  # it goes on: who died over it before does not count any more
    outbox.put_back(batch, timezone.now() + wait, "Mailchimp is ermee bezig.")


def _line():
    """The line to Mailchimp, or nothing when there is none to be had now."""
    try:
        to = syncing.service()
    except AudienceError:
        return None
    return None if isinstance(to, Local) else to


def forget_old() -> int:
    """Nobody is named in them, but they are of no use once their orders are told."""
    old = SyncBatch.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return old.filter(state__in=ENDED).delete()[0]
