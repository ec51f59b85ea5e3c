"""Nothing about a person is kept for longer than it is needed for.

Each room says in its module `retention` what it keeps, how long, and how it goes:

    PURPOSES = [Purpose("Inschrijvingen", "registrations", "na de halte", due, each(erase))]

`due(before)` gives the rows whose time is over when the term began before that moment; what a
promise still needs is not among them. The periods stand in the settings.
"""

import logging
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from brand.models import Erasure
from brand.rooms import modules
from brand.sqlite import pieces

logger = logging.getLogger(__name__)


class Purpose(NamedTuple):
    what: str
    term: str  # a name in settings.RETENTION_MONTHS; empty: as soon as it is over
    since: str
    due: Callable[[datetime], QuerySet]
    erase: Callable[[QuerySet], int]

    @property
    def months(self) -> int:
        return settings.RETENTION_MONTHS[self.term] if self.term else 0

    @property
    def period(self) -> str:
        if not self.months:
            return f"meteen {self.since}"
        years, months = divmod(self.months, 12)
        if years > 1 and not months:  # one says: twaalf maanden, vijf jaar
            return f"{years} jaar {self.since}"
        return f"{self.months} maand{'en' if self.months != 1 else ''} {self.since}"


class Incomplete(Exception):
    """Some rows could not be erased; the log says which, and the next round tries again."""


def known() -> Iterator[Purpose]:
    for room in modules("retention"):
        yield from room.PURPOSES


def counts(now: datetime | None = None) -> list[tuple[Purpose, int]]:
    """How much would go now, per purpose."""
    return [(purpose, _rows(purpose, now).count()) for purpose in known()]


def run(now: datetime | None = None) -> dict[str, int]:
    """Erase what is due. One purpose that fails does not keep the others waiting."""
    gone, failed = {}, []
    for purpose in known():
        try:
            gone[purpose.what] = purpose.erase(_rows(purpose, now))
        except Exception:
            logger.exception("Bewaartermijn %s liep mis", purpose.what)
            failed.append(purpose.what)
        else:
            write_down(purpose.what, gone[purpose.what])
    if any(gone.values()):
        pieces.purge(connection)
    if failed:
        raise Incomplete(f"Niet alles is gewist: {', '.join(failed)}.")
    return gone


def write_down(what: str, count: int, why: str = Erasure.Why.TERM, by=None) -> None:
    if count:
        Erasure.objects.create(what=what, count=count, why=why, by=by)
        logger.info("Gewist: %s %s", count, what)


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last one of a shorter month."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def delete(rows: QuerySet) -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)


def each(act: Callable[[Any], object]) -> Callable[[QuerySet], int]:
    """One by one, each in its own transaction, and only when it is still due then.

    An act that gives back False left the row as it was.
    """

    def erase(rows: QuerySet) -> int:
        done = failed = 0
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    row = rows.filter(pk=pk).first()
                    done += row is not None and act(row) is not False
            except Exception:
                logger.exception("%s %s is niet gewist", rows.model._meta.label, pk)
                failed += 1
        if failed:
            raise Incomplete(f"{failed} niet gewist.")
        return done

    return erase


def _rows(purpose: Purpose, now: datetime | None) -> QuerySet:
    now = timezone.localtime(now or timezone.now())
    return purpose.due(months_before(now, purpose.months))
