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
from leads.employers.location import Places
from leads.models import ImportRow, LeadImport
from leads.transfer import intake, reading, reversal, values
from leads.transfer.values import Said

logger = logging.getLogger(__name__)

JOB = "leads.ingelezen lijsten"
LEASE_SECONDS = 60
ROUND_SECONDS = 10.0  # then another worker, or the end of this one, gets its turn
READ_AT_ONCE, LOOK_AT_ONCE, WRITE_AT_ONCE = 500, 100, 50  # rows: others write in between
FAILED = "Deze rij kon niet worden ingelezen. Lees ze later alleen in."
TOO_MUCH = "Hier is intussen te veel mee gebeurd om het weg te halen."

TROUBLE = (OperationalError, InterfaceError)  # the database's, not of one row
Came = tuple[intake.Looked, list[dict[str, Any]]]  # and how to put that back
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
                        lead_import=batch,
                        number=number,
                        values=row,
                        addresses=values.addresses_in(row),
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
    said = {row.number: _read_row(batch, row, places) for row in rows}
    known = _known(batch, [one for one in said.values() if one and not one.wrong])
    for row in rows:
        try:
            with transaction.atomic():
                _look(batch, row, said[row.number], known)
        except TROUBLE:
            raise
        except Exception:  # one row that fails must not hold up the others
            logger.exception("Rij %s van lijst %s liep mis", row.number, batch.pk)
            row.outcome, row.reason, row.key = Outcome.FAULTY, FAILED, ""
    _same_employers(batch, rows)
    changed = ["outcome", "reason", "differences", "key", "addresses"]
    ImportRow.objects.bulk_update(rows, changed)
    _went_on(batch, rows)


def _read_row(batch: LeadImport, row: ImportRow, places: Places) -> Said | None:
    """What the row says; None where even reading it fails."""
    try:
        with transaction.atomic():
            return values.read(row.values, batch.mapping, places)
    except TROUBLE:
        raise
    except Exception:
        logger.exception("Rij %s van lijst %s liep mis", row.number, batch.pk)
        return None


def _known(batch: LeadImport, said: list[Said]) -> intake.Known | None:
    """Looked up at once; where that fails, each row is looked up by itself and fails alone."""
    try:
        with transaction.atomic():
            return intake.Known(batch.organisation, said)
    except TROUBLE:
        raise
    except Exception:
        logger.exception("Rijen van lijst %s worden één voor één nagekeken", batch.pk)
        return None


def _look(batch: LeadImport, row: ImportRow, said: Said | None, known: intake.Known | None) -> None:
    if said is None:
        row.outcome, row.reason, row.key = Outcome.FAULTY, FAILED, ""
        return
    row.addresses = values.addresses_in(row.values, said.email)
    row.key, row.differences = "", []
    if said.wrong:
        row.outcome, row.reason = Outcome.FAULTY, " ".join(said.wrong)
        return
    looked = intake.look(batch.organisation, said, known)
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
    waiting = [row for row in rows if row.outcome != Outcome.FAULTY]
    said = {row.number: values.read(row.values, batch.mapping, places) for row in waiting}
    done = _together(batch, list(said.items()))
    for row in waiting:
        if came := done.get(row.number) or _alone(batch, row.number, said[row.number]):
            looked, row.made = came
            row.outcome, row.lead, row.is_made = looked.outcome, looked.lead, bool(row.made)
            row.differences = [list(one) for one in looked.differences]
        else:
            row.outcome, row.reason = Outcome.FAULTY, FAILED
    changed = ["outcome", "reason", "lead", "made", "is_made", "differences"]
    ImportRow.objects.bulk_update(waiting, changed)
    _went_on(batch, rows)


def _together(batch: LeadImport, rows: list[tuple[int, Said]]) -> dict[int, Came]:
    try:
        with transaction.atomic():
            return intake.take_in_together(batch, rows)
    except TROUBLE:
        raise
    except Exception as trouble:  # one of them fails, or somebody else was first
        logger.info("Rijen van lijst %s gaan één voor één: %r", batch.pk, trouble)
        return {}


def _alone(batch: LeadImport, number: int, said: Said) -> Came | None:
    try:
        with transaction.atomic():
            return intake.take_in(batch, number, said)
    except TROUBLE:
        raise
    except Exception:
        logger.exception("Rij %s van lijst %s liep mis", number, batch.pk)
        return None


def _undo(batch: LeadImport) -> None:
    rows = list(batch.rows.filter(is_made=True, kept="").order_by("-number")[:WRITE_AT_ONCE])
    if not rows:
        kept = batch.rows.exclude(kept="").count()
        batch.rows.filter(kept="").delete()
        batch.figures["kept"] = kept
        batch.state = State.UNDONE
        batch.save(update_fields=["state", "figures"])
        return
    gone = _back_together(batch, rows)
    batch.rows.filter(pk__in=gone).update(is_made=False)
    for row in rows:
        if row.pk in gone:
            continue
        try:
            with transaction.atomic():
                row.kept = reversal.take_back(row)
        except TROUBLE:
            raise
        except Exception:
            logger.exception("Rij %s van lijst %s blijft", row.number, batch.pk)
            row.kept = TOO_MUCH
        row.is_made = bool(row.kept)
        row.save(update_fields=["kept", "is_made"])


def _back_together(batch: LeadImport, rows: list[ImportRow]) -> set[int]:
    try:
        with transaction.atomic():
            return reversal.take_back_together(rows)
    except TROUBLE:
        raise
    except Exception as trouble:
        logger.info("Rijen van lijst %s gaan één voor één terug: %r", batch.pk, trouble)
        return set()


# How far --------------------------------------------------------------------------------------


def progress(batch: LeadImport) -> tuple[int, int]:
    """Rows dealt with, and rows in all."""
    if batch.state == State.UNDOING:
        left = batch.rows.filter(is_made=True, kept="").count()
        made = max(batch.figures.get("made", left), left)
        return made - left, made
    done = batch.rows.filter(number__lte=batch.position).count()
    return done, batch.rows.count()
