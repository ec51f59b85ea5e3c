"""The worker's part: read, look at, take in and take back, a few rows in each transaction.

What a few rows made and how far we came is committed together. So a worker that is shot leaves
nothing half done, the next one goes on where it stopped, and no row is taken in twice.
"""

import logging
import time
from itertools import islice
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count
from django.utils import timezone

from brand.worker import jobs
from leads.models import ImportRow, LeadImport
from leads.transfer import intake, reading, reversal, values
from leads.transfer.values import Places

logger = logging.getLogger(__name__)

JOB = "leads.ingelezen lijsten"
LEASE_SECONDS = 60
ROUND_SECONDS = 10.0  # then another worker, or the end of this one, gets its turn
READ_AT_ONCE, LOOK_AT_ONCE, WRITE_AT_ONCE = 500, 100, 20  # rows: others write in between
FAILED = "Deze rij kon niet worden ingelezen. Lees ze later alleen in."
TOO_MUCH = "Hier is intussen te veel mee gebeurd om het weg te halen."

State, Outcome = LeadImport.State, ImportRow.Outcome


def work() -> None:
    """Until nothing is left, or the round is over."""
    until, places, last = time.monotonic() + ROUND_SECONDS, Places(), 0
    while last := _step(places, last):
        if time.monotonic() >= until:
            jobs.ask(JOB)
            return


def _step(places: Places, last: int) -> int:
    """Some rows of the list after the last one: a long list keeps nobody waiting. Which, or 0."""
    waiting = LeadImport.objects.at_work().order_by("pk").values_list("pk", "is_read")
    pk, is_read = waiting.filter(pk__gt=last).first() or waiting.first() or (0, True)
    if not is_read:
        _read(pk)
    elif pk:
        _some_rows(pk, places)
    return pk


def _read(pk: int) -> None:
    """Every row of the file in a table of ours; what another worker read already is passed over."""
    batch = LeadImport.objects.get(pk=pk)
    last = batch.rows.order_by("-number").values_list("number", flat=True).first() or 0
    rows = (row for row in reading.rows(bytes(batch.content or b""), batch.first_row))
    try:
        left = (row for row in rows if row[0] > last)
        while some := list(islice(left, READ_AT_ONCE)):
            ImportRow.objects.bulk_create(
                [
                    ImportRow(
                        lead_import=batch, number=number, values=row, email=values.address_in(row)
                    )
                    for number, row in some
                ],
                ignore_conflicts=True,
            )
            jobs.hold(JOB, LEASE_SECONDS)
    except reading.Unreadable as trouble:
        batch.rows.all().delete()
        LeadImport.objects.filter(pk=pk).update(
            state=State.FAILED, trouble=str(trouble), content=None, is_read=True
        )
        return
    LeadImport.objects.filter(pk=pk).update(is_read=True, content=None)


@transaction.atomic
def _some_rows(pk: int, places: Places) -> None:
    batch = LeadImport.objects.select_for_update().defer("content").filter(pk=pk).first()
    if batch is None:
        return
    if batch.state == State.CHECKING:
        _check(batch, places)
    elif batch.state == State.TAKING_IN:
        _take_in(batch, places)
    elif batch.state == State.UNDOING:
        _undo(batch)
    jobs.hold(JOB, LEASE_SECONDS)


def _next_rows(batch: LeadImport, count: int) -> list[ImportRow]:
    return list(batch.rows.filter(number__gt=batch.position).order_by("number")[:count])


def _went_on(batch: LeadImport, rows: list[ImportRow]) -> None:
    batch.position = rows[-1].number
    batch.save(update_fields=["position", "figures"])


def _finish(batch: LeadImport, state: str, **more: Any) -> None:
    batch.state, batch.position = state, 0
    batch.figures |= counted(batch)
    for name, value in more.items():
        setattr(batch, name, value)
    batch.save(update_fields=["state", "position", "figures", *more])


def counted(batch: LeadImport) -> dict[str, int]:
    """How many rows of each kind."""
    found = batch.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    return {outcome: 0 for outcome in Outcome.values if outcome} | {
        outcome: count for outcome, count in found if outcome
    }


def _check(batch: LeadImport, places: Places) -> None:
    rows = _next_rows(batch, LOOK_AT_ONCE)
    if not rows:
        _finish(batch, State.CHECKED)
        return
    for row in rows:
        try:
            with transaction.atomic():
                _look(batch, row, places)
        except (OperationalError, InterfaceError):  # the database's trouble, not this row's
            raise
        except Exception:  # one row that fails must not hold up the others
            logger.exception("Rij %s van lijst %s liep mis", row.number, batch.pk)
            row.outcome, row.reason, row.key = Outcome.FAULTY, FAILED, ""
    _same_employers(batch, rows)
    changed = ["outcome", "reason", "differences", "key", "email"]
    ImportRow.objects.bulk_update(rows, changed)
    _went_on(batch, rows)


def _look(batch: LeadImport, row: ImportRow, places: Places) -> None:
    said = values.read(row.values, batch.mapping, places)
    row.email, row.key, row.differences = said.email, "", []
    if said.wrong:
        row.outcome, row.reason = Outcome.FAULTY, " ".join(said.wrong)
        return
    looked = intake.look(batch.organisation, said)
    row.outcome, row.reason, row.key = looked.outcome, "", intake.key(said)
    row.differences = [list(one) for one in looked.differences]
    if said.place:
        batch.figures["places"] = batch.figures.get("places", 0) + 1
    if "met_on" in batch.mapping:
        written = values.by_field(row.values, batch.mapping)["met_on"]
        seen = {*batch.figures.get("days", []), *values.kinds_of_days([written])}
        batch.figures["days"] = sorted(seen)


def _same_employers(batch: LeadImport, rows: list[ImportRow]) -> None:
    """Of two rows about one new employer the second makes no dossier of its own."""
    keys = [row.key for row in rows if row.key]
    seen = set(
        batch.rows.filter(key__in=keys, number__lt=rows[0].number).values_list("key", flat=True)
    )
    for row in rows:
        if row.outcome == Outcome.NEW and row.key in seen:
            row.outcome, row.reason = Outcome.ADDS, intake.SAME_ROW
        seen.add(row.key)


def _take_in(batch: LeadImport, places: Places) -> None:
    rows = _next_rows(batch, WRITE_AT_ONCE)
    if not rows:
        _finish(batch, State.DONE, done_at=timezone.now())
        return
    for row in rows:
        if row.outcome != Outcome.FAULTY:
            _take_in_row(batch, row, places)
    _went_on(batch, rows)


def _take_in_row(batch: LeadImport, row: ImportRow, places: Places) -> None:
    said = values.read(row.values, batch.mapping, places)
    try:
        with transaction.atomic():
            looked, row.made = intake.take_in(batch, row.number, said)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Rij %s van lijst %s liep mis", row.number, batch.pk)
        row.outcome, row.reason = Outcome.FAULTY, FAILED
    else:
        row.outcome, row.lead, row.is_made = looked.outcome, looked.lead, bool(row.made)
        row.differences = [list(one) for one in looked.differences]
    row.save(update_fields=["outcome", "reason", "lead", "made", "is_made", "differences"])


def _undo(batch: LeadImport) -> None:
    rows = list(batch.rows.filter(is_made=True, kept="").order_by("-number")[:WRITE_AT_ONCE])
    if not rows:
        kept = batch.rows.exclude(kept="").count()
        batch.rows.filter(kept="").delete()
        batch.figures["kept"] = kept
        batch.state = State.UNDONE
        batch.save(update_fields=["state", "figures"])
        return
    for row in rows:
        try:
            with transaction.atomic():
                row.kept = reversal.take_back(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Rij %s van lijst %s blijft", row.number, batch.pk)
            row.kept = TOO_MUCH
        row.is_made = bool(row.kept)
        row.save(update_fields=["kept", "is_made"])


# How far --------------------------------------------------------------------------------------


def progress(batch: LeadImport) -> tuple[int, int]:
    """Rows dealt with, and rows in all."""
    if batch.state == State.UNDOING:
        left = batch.rows.filter(is_made=True, kept="").count()
        made = max(batch.figures.get("made", left), left)
        return made - left, made
    done = batch.rows.filter(number__lte=batch.position).count()
    return done, batch.rows.count()
