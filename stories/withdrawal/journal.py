"""Withdrawals written outside the database, so that a backup cannot undo them.

Each is a small file of its own in the journal's store, with no name and no word of a story in
it. Many machines share one store. Entries that the database misses are done again, before the site
serves and by the worker (withdrawal/replay.py); withdrawals that the journal misses are written
again. So either may come from a backup; only both from the same one lose anything. The journal is
never restored over a newer one.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from brand.backup.journal import Journal
from stories.gate import elsewhere
from stories.models import Withdrawal

# Lines of before do not say whether they are about every channel: then there were these.
AT_FIRST = {"website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk"}


@dataclass(frozen=True)
class Entry:
    key: UUID
    person: UUID
    channels: list[str]
    everywhere: bool
    file_hashes: list[str]
    story_keys: list[str]
    asked: list[str]
    keeps_words: bool
    way: str
    at: datetime


def _asked(withdrawal: Withdrawal) -> set[str]:
    """The photographs and films that it is about, for a database that never knew of them."""
    if withdrawal.is_about_some:
        return {*withdrawal.file_hashes} - {""}
    return elsewhere.asked_of(withdrawal.person)


def _said(withdrawal: Withdrawal) -> dict:
    return {
        "key": str(withdrawal.key),
        "person": str(withdrawal.person.key),
        "channels": withdrawal.channels,
        "everywhere": withdrawal.everywhere,
        "file_hashes": withdrawal.file_hashes,
        "story_keys": withdrawal.story_keys,
        "asked": sorted(_asked(withdrawal)),
        "keeps_words": withdrawal.keeps_words,
        "way": withdrawal.way,
        "at": withdrawal.at.isoformat(),
    }


def _parse(said: dict) -> Entry:
    channels = [str(channel) for channel in said["channels"]]
    return Entry(
        key=UUID(said["key"]),
        person=UUID(said["person"]),
        channels=channels,
        everywhere=bool(said.get("everywhere", AT_FIRST.issubset(channels))),
        # Lines of before know of no files and no stories.
        file_hashes=[str(one) for one in said.get("file_hashes", [])],
        story_keys=[str(UUID(one)) for one in said.get("story_keys", [])],
        asked=[str(one) for one in said.get("asked", said.get("file_hashes", []))],
        keeps_words=bool(said.get("keeps_words", False)),
        way=str(said["way"]),
        at=datetime.fromisoformat(said["at"]),
    )


JOURNAL = Journal(
    folder="",
    what="intrekkingen",
    rows=lambda: Withdrawal.objects.select_related("person"),
    said=_said,
    parse=_parse,
    is_kept=lambda row: not row.person.is_demo,
)
write, missing_entries, unreadable = JOURNAL.write, JOURNAL.missing, JOURNAL.unreadable
write_missing, check = JOURNAL.write_missing, JOURNAL.check
