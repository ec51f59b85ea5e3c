"""The life of a row that must leave the house.

    wacht ──▶ bezig ──▶ klaar
      ▲         ├─────▶ later        try again by itself, at `due_at`
      │         ├─────▶ opgegeven    tried often enough; a person must look
      └─────────┴─────▶ geblokkeerd  only a person can decide

A row is claimed by a conditional update before it is acted on, so that two workers never hold
the same row; the claim is a lease, so that a worker that died gives it back.
"""

import logging
import random
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from brand.models.outbox import UNCLAIMED, OutboxState

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TRIES = 8
CLAIM_AMONG = 20  # two workers on the same queue rarely reach for the same row


def poke() -> None:
    """Wake a worker on this machine; elsewhere the next round of two seconds finds the row."""
    try:
        wake_file().touch()
    except OSError:  # what was committed stays so; the worker finds it by itself
        logger.warning("The worker was not woken", exc_info=True)


def wake_file() -> Path:
    return settings.VAR / "outbox-wake"


def poke_after_commit() -> None:
    transaction.on_commit(poke)


def claim_next(rows: models.QuerySet, now: datetime | None = None):
    """The next due row of this set, claimed for this process; None when nothing is due."""
    now = now or timezone.now()
    busy = rows.model.objects.filter(state=OutboxState.BUSY).values("dedupe_key")
    for pk in rows.due(now).exclude(dedupe_key__in=busy).values_list("pk", flat=True)[:CLAIM_AMONG]:
        claimed = rows.model.objects.filter(pk=pk, state__in=UNCLAIMED).update(
            state=OutboxState.BUSY,
            claim=uuid.uuid4(),
            locked_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
        if claimed:
            return rows.model.objects.get(pk=pk)
    return None


def still_mine(row):
    """The row, for an update that must not happen once the lease passed to another."""
    return type(row).objects.filter(pk=row.pk, state=OutboxState.BUSY, claim=row.claim)


def finish(row, reason: str = "", **fields) -> None:
    _end(row, OutboxState.DONE, reason, "", done_at=timezone.now(), **fields)


def give_up(row, reason: str, remedy: str = "", **fields) -> None:
    _end(row, OutboxState.GIVEN_UP, reason, remedy, **fields)
    logger.warning("%s %s opgegeven: %s", row._meta.label, row.pk, reason)


def block(row, reason: str, remedy: str, **fields) -> None:
    _end(row, OutboxState.BLOCKED, reason, remedy, **fields)
    logger.warning("%s %s geblokkeerd: %s", row._meta.label, row.pk, reason)


def retry(
    row, reason: str, remedy: str = "", *, waits: tuple[timedelta, ...] = (), **fields
) -> None:
    """Try again later, on our schedule or the one given, and give up after the last try."""
    if row.attempts >= TRIES or (waits and row.attempts > len(waits)):
        give_up(row, f"{reason} {row.attempts} keer geprobeerd.", remedy, **fields)
        return
    wait = waits[row.attempts - 1] if waits else backoff(row.attempts)
    _put_back(row, due_at=timezone.now() + wait, reason=reason, remedy=remedy, **fields)


def put_back(row, until: datetime, reason: str, remedy: str = "", **fields) -> None:
    """The line failed, not the row: it waits, and the try does not count."""
    _put_back(row, due_at=until, attempts=row.attempts - 1, reason=reason, remedy=remedy, **fields)


def backoff(tries: int) -> timedelta:
    """30 s after the first try, then twice as long each time, to one hour; spread by 20 %."""
    seconds = min(30 * 2 ** (tries - 1), 3600)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load


def release(rows: models.QuerySet, block_with: tuple[str, str] | None = None) -> None:
    """Take back the rows of a worker that died: its lease ran out."""
    now = timezone.now()
    for row in rows.filter(state=OutboxState.BUSY, locked_until__lt=now):
        if block_with:
            block(row, *block_with)
        elif row.attempts >= TRIES:
            give_up(row, f"De werker viel {row.attempts} keer uit bij deze opdracht.")
        else:
            _put_back(row, due_at=now, reason="De werker viel uit; opnieuw in de rij.", remedy="")


def ask_again(row, **fields) -> bool:
    """Retry from the start, at once: "Probeer opnieuw" was pressed."""
    fresh = {
        "state": OutboxState.WAITING,
        "attempts": 0,
        "due_at": timezone.now(),
        "reason": "",
        "remedy": "",
        "done_at": None,
        **fields,
    }
    stuck = type(row).objects.filter(
        pk=row.pk, state__in=[OutboxState.LATER, OutboxState.BLOCKED, OutboxState.GIVEN_UP]
    )
    try:
        with transaction.atomic():
            asked = stuck.update(**fresh)
    except IntegrityError:  # a newer row for the same stands in the queue already
        return bool(stuck.update(**_superseded()))
    poke_after_commit()
    return bool(asked)


def _superseded() -> dict:
    return {
        "state": OutboxState.DONE,
        "reason": "Vervangen door een nieuwere opdracht voor hetzelfde.",
        "remedy": "",
        "done_at": timezone.now(),
        "locked_until": None,
    }


def _put_back(row, **fields) -> None:
    values = {"state": OutboxState.LATER, "locked_until": None, **_short(fields)}
    try:
        with transaction.atomic():
            still_mine(row).update(**values)
    except IntegrityError:  # a newer row for the same was written while this one was busy
        still_mine(row).update(**_superseded())


def _end(row, state: str, reason: str, remedy: str, **fields) -> None:
    values = _short({"reason": reason, "remedy": remedy, **fields})
    still_mine(row).update(state=state, locked_until=None, **values)


def _short(fields: dict) -> dict:
    return {
        name: value[:500] if name in {"reason", "remedy"} else value
        for name, value in fields.items()
    }
