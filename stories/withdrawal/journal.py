"""Withdrawals written outside the database, so that a backup cannot undo them.

Each is a small file of its own in the journal's store, with no name and no word of a story in
it. Many machines share one store. Entries that the database misses are done again, before the site
serves and by the worker (withdrawal/replay.py); withdrawals that the journal misses are written
again. So either may come from a backup; only both from the same one lose anything. The journal is
never restored over a newer one.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from stories.models import Withdrawal

logger = logging.getLogger(__name__)

ENDING = ".json"
# Lines of before do not say whether they are about every channel: then there were these.
AT_FIRST = {"website", "nieuwsbrief", "sociale-media", "pers-en-drukwerk"}


class UnreadableEntry(Exception):
    """A file of the journal that says nothing we can act on."""


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
    content = ContentFile(json.dumps(entry).encode())
    storages["journal"].save(_file(withdrawal.key), content)


def parse(text: bytes | str) -> Entry:
    """Raises UnreadableEntry."""
    try:
        said = json.loads(text)
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
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableEntry(f"{type(error).__name__}: {error}") from error


def _read(name: str) -> Entry:
    """Raises UnreadableEntry, also when the disk cannot give it."""
    try:
        with storages["journal"].open(name) as file:
            return parse(file.read())
    except OSError as error:
        raise UnreadableEntry(str(error)) from error


def _file(key) -> str:
    return f"{key}{ENDING}"


def _names() -> set[str]:
    """Of every file; one that is still being written has another name."""
    try:
        _, files = storages["journal"].listdir("")
    except FileNotFoundError:
        return set()
    return {name for name in files if name.endswith(ENDING) and not name.startswith(".")}


def _known() -> set[str]:
    return {_file(key) for key in Withdrawal.objects.values_list("key", flat=True)}


def missing_entries() -> Iterator[Entry]:
    """Entries that this database knows nothing of: it is older than they are.

    One that cannot be read is passed over: the others must still be done.
    """
    for name in sorted(_names() - _known()):
        try:
            yield _read(name)
        except UnreadableEntry as error:
            logger.error("Intrekking %s in het logboek is niet te lezen: %s", name, error)


def unreadable() -> list[str]:
    """Unreadable entries, of which the withdrawal is unknown: people must look."""
    return [name for name in sorted(_names() - _known()) if not _is_readable(name)]


def _is_readable(name: str) -> bool:
    try:
        _read(name)
    except UnreadableEntry:
        return False
    return True


def write_missing(*, check_contents: bool = False) -> int:
    """Write lost entries again, and with `check_contents` damaged ones; returns how many."""
    names, written = _names(), 0
    for row in Withdrawal.objects.select_related("person").order_by("pk").iterator():
        name = _file(row.key)
        if name not in names or (check_contents and not _is_readable(name)):
            write(row)
            written += 1
    if written:
        logger.warning("%s intrekkingen zijn opnieuw in het logboek geschreven", written)
    return written


def check() -> int:
    """Once a day, every file is read."""
    return write_missing(check_contents=True)
