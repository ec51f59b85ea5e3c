"""What a backup may not undo, written outside the database: a small file for each entry.

Entries name nobody: they hold keys of rows, hashes, channels and moments. Each is written whole
(brand/media/stores.py) and never changed. Many machines share one store. What a restored database
does not know is done again from here, before the site serves and by the worker; what the journal
lost is written again from the database.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError

from brand import rooms

logger = logging.getLogger(__name__)

ENDING = ".json"
EACH = 500  # rows in one query


class Written(Protocol):
    """What an entry says of itself, of whatever kind."""

    @property
    def key(self) -> UUID: ...

    @property
    def at(self) -> datetime: ...


Entry = TypeVar("Entry", bound=Written)


def kinds() -> list["Journal"]:
    """Every kind that some room keeps."""
    return [one for room in rooms.modules("restoring") for one in getattr(room, "JOURNALS", ())]


def unreadable() -> list[str]:
    """Files of every kind that say nothing; raises OSError when the store cannot be reached."""
    return sorted(name for kind in kinds() for name in kind.unreadable())


class UnreadableEntry(Exception):
    """A file of the journal that says nothing we can act on."""


@dataclass(frozen=True)
class Journal(Generic[Entry]):
    """The entries of one kind, in a folder of their own; without a name, among the folders."""

    folder: str
    what: str  # in words, of more than one
    rows: Callable[[], Any]  # of which each has its entry, by its key
    said: Callable[[Any], dict]  # what is written of a row
    parse: Callable[[dict], Entry]
    is_kept: Callable[[Any], bool] = lambda row: True  # nothing of the demo, which goes as it came

    def write(self, row) -> None:
        """Within the transaction, as its last act: what cannot be written is not recorded.

        What stands here too much is only done twice.
        """
        if not self.is_kept(row):
            return
        content = ContentFile(json.dumps(self.said(row)).encode())
        storages["journal"].save(self._path(row.key), content)

    def missing(self) -> list[Entry]:
        """Entries that this database knows nothing of: it is older than they are.

        One that cannot be read is passed over: the others must still be done.
        """
        found = []
        for key in self._unknown():
            try:
                found.append(self._read(key))
            except UnreadableEntry as error:
                logger.error("%s in het logboek is niet te lezen: %s", self._path(key), error)
        return found

    def do_again(self, act: Callable[[Entry], bool]) -> int:
        """`act` on each entry of later than this database, the oldest first. How many were done.

        One that goes wrong must not keep the others from being done; it is tried again.
        """
        in_order = sorted(self.missing(), key=lambda entry: entry.at)
        count = sum(self._try(act, entry) for entry in in_order)
        if count:
            logger.warning("%s %s van na de back-up zijn opnieuw uitgevoerd", count, self.what)
        return count

    def _try(self, act: Callable[[Entry], bool], entry: Entry) -> bool:
        try:
            return act(entry)
        except IntegrityError:  # another process does it at this moment
            return False
        except Exception:
            logger.exception("%s uit het logboek lukte niet", self._path(entry.key))
            return False

    def unreadable(self) -> list[str]:
        """Files of which we do not know what they said: people must look."""
        return [self._path(key) for key in self._unknown() if not self._is_readable(key)]

    def write_missing(self, *, check_contents: bool = False) -> int:
        """Write lost entries again, and with `check_contents` damaged ones; returns how many."""
        here, written = self.keys(), 0
        rows = self._all() if check_contents else self._lost(here)
        for row in rows:
            key = str(row.key)
            if self.is_kept(row) and (key not in here or not self._is_readable(key)):
                self.write(row)
                written += 1
        if written:
            logger.warning("%s %s zijn opnieuw in het logboek geschreven", written, self.what)
        return written

    def check(self) -> int:
        """Once a day, every file is read."""
        return self.write_missing(check_contents=True)

    def _all(self) -> Iterator[Any]:
        return self.rows().order_by("pk").iterator(chunk_size=EACH)

    def _lost(self, here: set[str]) -> Iterator[Any]:
        """Rows without a file. Asked each minute, so the others are not read."""
        keys = self.rows().order_by("pk").values_list("pk", "key")
        lost = [pk for pk, key in keys if str(key) not in here]
        for start in range(0, len(lost), EACH):
            yield from self.rows().filter(pk__in=lost[start : start + EACH]).order_by("pk")

    def _unknown(self) -> Iterable[str]:
        known = {str(key) for key in self.rows().values_list("key", flat=True)}
        return sorted(self.keys() - known)

    def keys(self) -> set[str]:
        """Of every file; one that is still being written has another name."""
        try:
            _, files = storages["journal"].listdir(self.folder)
        except FileNotFoundError:
            return set()
        shown = (name for name in files if not name.startswith("."))
        return {name.removesuffix(ENDING) for name in shown if name.endswith(ENDING)}

    def _read(self, key: str) -> Entry:
        """Raises UnreadableEntry, also when the disk cannot give it."""
        try:
            with storages["journal"].open(self._path(key)) as file:
                return self.parse(json.load(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableEntry(f"{type(error).__name__}: {error}") from error

    def _is_readable(self, key: str) -> bool:
        try:
            self._read(key)
        except UnreadableEntry:
            return False
        return True

    def _path(self, key: object) -> str:
        return f"{self.folder}/{key}{ENDING}" if self.folder else f"{key}{ENDING}"
