"""How it stands with somebody's consent, in words: the one place that says it.

Not asked, asked and silent, no, stopped and ended are five things for who has to call somebody.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from stories.models.consent import ConsentRequest
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt
from stories.models.withdrawal import Withdrawal

A_MOMENT = timedelta(minutes=1)  # between a no and the withdrawal that it led to


class Kind(Enum):
    NOT_ASKED = "nog niet gevraagd"
    WAITING = "gevraagd op {asked}, wacht op antwoord"
    NO = "zei nee op {on}"
    STOPPED = "stopte op {on}"
    ENDED = "liep af op {on}"
    YES = "zei ja op {on}"
    LOST = "antwoordde op {on}, en dat ja ging verloren met een back-up"


@dataclass(frozen=True)
class Standing:
    kind: Kind
    on: date | None = None  # of the last answer
    asked: date | None = None  # since then, without an answer

    def __str__(self) -> str:
        if self.kind == Kind.WAITING:
            return self.kind.value.format(asked=_day(self.asked))
        words = self.kind.value.format(on=_day(self.on))
        return f"{words}; opnieuw gevraagd op {_day(self.asked)}" if self.asked else words

    @property
    def is_known(self) -> bool:
        """Whether there is more to say than that nobody asked."""
        return self.kind not in (Kind.NOT_ASKED, Kind.YES)


def _day(day: date | None) -> str:
    if day is None:
        return ""
    with override("nl"):
        return date_format(day, "j F" if day.year == timezone.localdate().year else "j F Y")


def of(person: PortrayedPerson, key: UUID | None = None, channel: str = "") -> Standing:
    """Of this person: for one story (by translation key) and channel, or for all together.

    Reads `receipts`, `withdrawals` and `requests__story`, which a list prefetches.
    """
    said = [*_answers(person, key, channel), *_stops(person, key, channel)]
    said.sort(key=lambda one: one[0])
    asked = _asked_since(person, key, said[-1][0] if said else None)
    if not said:
        return Standing(Kind.WAITING, asked=asked) if asked else Standing(Kind.NOT_ASKED)
    at, kind, on = said[-1]
    if kind == Kind.STOPPED and len(said) > 1:
        before, what, day = said[-2]
        if what == Kind.NO and at - before < A_MOMENT:  # the no itself took it back
            kind, on = what, day
    return Standing(kind, on, asked)


def _answers(person, key, channel) -> list[tuple[datetime, Kind, date]]:
    today, found = timezone.localdate(), []
    for row in person.receipts.all():
        if not _is_about(row, key):
            continue
        if not (channel in row.channels if channel else row.channels):
            found.append((row.at, Kind.NO, timezone.localdate(row.at)))
        elif row.until and row.until < today:
            found.append((row.at, Kind.ENDED, row.until))
        elif row.replayed_at:  # nothing rests on it any more
            found.append((row.at, Kind.LOST, timezone.localdate(row.at)))
        else:
            found.append((row.at, Kind.YES, timezone.localdate(row.at)))
    return found


def _is_about(row: ConsentReceipt, key: UUID | None) -> bool:
    if key is None or row.story_key == key:
        return True
    return not (row.channels or row.taking or row.story_key or row.file_hashes)  # no to all


def _stops(person, key, channel) -> list[tuple[datetime, Kind, date]]:
    return [
        (row.at, Kind.STOPPED, timezone.localdate(row.at))
        for row in person.withdrawals.all()
        if row.way not in Withdrawal.NO_REFUSAL and _takes(row, key, channel)
    ]


def _takes(row: Withdrawal, key: UUID | None, channel: str) -> bool:
    """What is about some stories or pictures says nothing of the rest."""
    if row.is_about_some and str(key) not in row.story_keys:
        return False
    return row.covers(channel) if channel else row.everywhere


def _asked_since(person, key, last: datetime | None) -> date | None:
    waits = [
        timezone.localdate(row.asked_at)
        for row in person.requests.all()
        if _waits(row, key) and (last is None or row.asked_at > last)
    ]
    return max(waits, default=None)


def _waits(row: ConsentRequest, key: UUID | None) -> bool:
    if row.answered_at or row.closed_at:
        return False
    about = row.story.translation_key if row.story else None
    return key is None or about in (None, key)
