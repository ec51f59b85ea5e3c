"""The worker's part: some rows of an extract in each transaction, with how far we are.

So a worker that is shot leaves nothing half done, and the next one goes on where it stopped. No
more than those rows are in memory, however many millions a file has.
"""

import logging
import time
from collections.abc import Callable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from brand.worker import jobs
from leads.models import Employer, EmployerActivity, Establishment, RegisterEntry, RegisterExtract
from leads.models.establishments import Origin
from leads.register import extracts, filling, writing
from leads.register.extracts import JOB
from leads.register.files import Extract, Reading, Unreadable

logger = logging.getLogger(__name__)

LEASE_SECONDS = 120  # going back to a place far in a packed file takes its time
ROUND_SECONDS = 20.0
AT_ONCE = 2000  # rows of a file
FILLED_AT_ONCE = 200  # employers
State, Kind = RegisterExtract.State, RegisterExtract.Kind

WENT_WRONG = "Het inlezen liep mis. Ga verder; lukt dat niet, vraag hulp aan wie de server beheert."


class _Place:
    """The file that is open: a next round goes on in it, without unpacking it anew."""

    def __init__(self) -> None:
        self.key: tuple[str, int] | None = None
        self.extract: Extract | None = None
        self.reading: Reading | None = None

    def of(self, row: RegisterExtract, step: writing.Step) -> Reading:
        key = (row.path, row.step)
        if self.reading is None or self.key != key or self.reading.at != row.position:
            self.leave()
            self.extract = Extract(row.path)
            self.reading = Reading(self.extract, step.file, row.position)
            self.reading.must_have(*step.columns)
            row.position = self.reading.at
            self.key = key
        return self.reading

    def leave(self) -> None:
        if self.reading:
            self.reading.close()
        if self.extract:
            self.extract.close()
        self.key = self.extract = self.reading = None


_here = _Place()


def work() -> None:
    """Until nothing is left, or the round is over."""
    until = time.monotonic() + ROUND_SECONDS
    while _step():
        jobs.hold(JOB, LEASE_SECONDS)
        if time.monotonic() >= until:
            jobs.ask(JOB)
            return
    _here.leave()


def _step() -> bool:
    """Some rows of the extract that is being read. Whether there may be more."""
    pk = RegisterExtract.objects.filter(state=State.READING).values_list("pk", flat=True).first()
    if pk is None:
        return False
    try:
        with transaction.atomic():
            return _go_on(pk)
    except Unreadable as trouble:
        _fail(pk, str(trouble))
    except Exception:
        logger.exception("Stand %s van KBO liep mis", pk)
        _fail(pk, WENT_WRONG)
        raise
    return False


def _fail(pk: int, trouble: str) -> None:
    _here.leave()
    RegisterExtract.objects.filter(pk=pk, state=State.READING).update(
        state=State.FAILED, trouble=trouble, done_at=timezone.now()
    )


def _go_on(pk: int) -> bool:
    row = RegisterExtract.objects.select_for_update().filter(pk=pk, state=State.READING).first()
    if row is None:
        return True  # stopped in this moment
    files = writing.steps(row.kind)
    if row.step < len(files):
        if not row.all_bytes:
            row.all_bytes = _all_bytes(row)
        is_over = _read(row, files[row.step])
    else:
        last: list[Callable[[RegisterExtract], bool]] = [_forget_those_gone, _fill]
        is_over = last[row.step - len(files)](row)
    if is_over:
        row.step, row.position = row.step + 1, 0
        if row.step == len(files) + 2:
            row.state, row.done_at = State.DONE, timezone.now()
    row.save(
        update_fields=[
            *("step", "position", "done_bytes", "all_bytes", "figures", "state", "done_at")
        ]
    )
    return True


def _all_bytes(row: RegisterExtract) -> int:
    files = Extract(row.path)
    try:
        return extracts.all_bytes(files, row.kind)
    finally:
        files.close()


def _read(row: RegisterExtract, step: writing.Step) -> bool:
    began = row.position
    reading = _here.of(row, step)
    rows = reading.some(AT_ONCE, step.whole)
    if rows:
        step.write(row, rows)
        row.figures["rows"] = row.figures.get("rows", 0) + len(rows)
    row.done_bytes += reading.at - began
    row.position = reading.at
    return not rows


# When every file was read ------------------------------------------------------------------------


def _forget_those_gone(row: RegisterExtract) -> bool:
    """What a full extract did not tell is no longer so; of others than our employers it goes."""
    ours = Employer.objects.exclude(enterprise_number=None).values("enterprise_number")
    if row.kind == Kind.FULL:
        unread = Q(taken_on__lt=row.taken_on)
        RegisterEntry.objects.filter(unread, left_on=None, number__in=ours).update(
            left_on=row.taken_on
        )
        places = Establishment.objects.filter(register_on__lt=row.taken_on, left_on=None)
        places.update(left_on=row.taken_on)
        gone = EmployerActivity.objects.filter(origin=Origin.REGISTER, register_on__lt=row.taken_on)
        gone.delete()
    else:
        unread = Q(left_on__isnull=False)
    others = RegisterEntry.objects.exclude(number__in=ours)
    if not row.keeps_list and row.kind == Kind.FULL:
        unread |= Q(pk__isnull=False)
    some = list(others.filter(unread | Q(is_person=True)).values_list("pk", flat=True)[:AT_ONCE])
    RegisterEntry.objects.filter(pk__in=some).delete()
    return len(some) < AT_ONCE


def _fill(row: RegisterExtract) -> bool:
    """The blanks of our employers, a few at a time."""
    known = RegisterEntry.objects.filter(left_on=None).values("number")
    some = Employer.objects.filter(pk__gt=row.position, enterprise_number__in=known)
    employers = list(some.order_by("pk")[:FILLED_AT_ONCE])
    filled = filling.fill(employers)
    row.figures["filled"] = row.figures.get("filled", 0) + filled
    if employers:
        row.position = employers[-1].pk
    return len(employers) < FILLED_AT_ONCE


def progress(row: RegisterExtract) -> int:
    """How much of it is done, in hundredths."""
    if row.state == State.DONE:
        return 100
    return min(99, row.done_bytes * 100 // row.all_bytes) if row.all_bytes else 0
