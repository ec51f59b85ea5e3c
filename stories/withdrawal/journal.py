"""Withdrawals written outside the database, so that a backup cannot undo them.

Each is a small file of its own in the journal's store, with no name and no word of a story in
it. Many machines share one store. Entries that the database misses are done again, before the site
serves and by the worker (withdrawal/replay.py); withdrawals that the journal misses are written
again. So either may come from a backup; only both from the same one lose anything. The journal is
never restored over a newer one.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from brand.backup.journal import Shelf
from stories.models import Withdrawal

logger = logging.getLogger(__name__)

SHELF = Shelf()
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
    keeps_words: bool
    way: str
    at: datetime


def write(withdrawal: Withdrawal) -> None:
    """Called within the transaction: what cannot be written here is not recorded there either.

    What stands here too much is only done twice.
    """
    entry = {
        "key": str(withdrawal.key),
        "person": str(withdrawal.person.key),
        "channels": withdrawal.channels,
        "everywhere": withdrawal.everywhere,
        "file_hashes": withdrawal.file_hashes,
        "story_keys": withdrawal.story_keys,
        "keeps_words": withdrawal.keeps_words,
        "way": withdrawal.way,
        "at": withdrawal.at.isoformat(),
    }
    SHELF.write(withdrawal.key, entry)


def parse(said: dict) -> Entry:
    channels = [str(channel) for channel in said["channels"]]
    return Entry(
        key=UUID(said["key"]),
        person=UUID(said["person"]),
        channels=channels,
        everywhere=bool(said.get("everywhere", AT_FIRST.issubset(channels))),
        # Lines of before know of no files and no stories.
        file_hashes=[str(one) for one in said.get("file_hashes", [])],
        story_keys=[str(UUID(one)) for one in said.get("story_keys", [])],
        keeps_words=bool(said.get("keeps_words", False)),
        way=str(said["way"]),
        at=datetime.fromisoformat(said["at"]),
    )


def _known() -> set[str]:
    return {str(key) for key in Withdrawal.objects.values_list("key", flat=True)}


def missing_entries() -> list[Entry]:
    """Entries that this database knows nothing of: it is older than they are."""
    return SHELF.missing(_known(), parse)


def unreadable() -> list[str]:
    """Unreadable entries, of which the withdrawal is unknown: people must look."""
    return SHELF.unreadable(_known(), parse)


def write_missing(*, check_contents: bool = False) -> int:
    """Write lost entries again, and with `check_contents` damaged ones; returns how many."""
    rows = Withdrawal.objects.select_related("person").order_by("pk")
    written = SHELF.write_missing(rows, write, parse if check_contents else None)
    if written:
        logger.warning("%s intrekkingen zijn opnieuw in het logboek geschreven", written)
    return written


def check() -> int:
    """Once a day, every file is read."""
    return write_missing(check_contents=True)
