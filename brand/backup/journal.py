"""What a backup may not undo, written outside the database: a small file for each entry.

Entries name nobody: they hold keys of rows, hashes, channels and moments. Each is written whole
(brand/media/stores.py) and never changed. Many machines share one store. What a restored database
does not know is done again from here, before the site serves and by the worker; what the journal
lost is written again from the database.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import storages

logger = logging.getLogger(__name__)

ENDING = ".json"
T = TypeVar("T")
Parse = Callable[[dict], object]


class UnreadableEntry(Exception):
    """A file of the journal that says nothing we can act on."""


@dataclass(frozen=True)
class Shelf:
    """The entries of one kind, in a folder of their own; without a name, the journal itself."""

    folder: str = ""

    def write(self, key: object, said: dict) -> None:
        """Within the transaction, as its last act: what cannot be written is not recorded."""
        storages["journal"].save(self._path(key), ContentFile(json.dumps(said).encode()))

    def read(self, key: str, parse: Callable[[dict], T]) -> T:
        """Raises UnreadableEntry, also when the disk cannot give it."""
        try:
            with storages["journal"].open(self._path(key)) as file:
                return parse(json.load(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UnreadableEntry(f"{type(error).__name__}: {error}") from error

    def keys(self) -> set[str]:
        """Of every file; one that is still being written has another name."""
        try:
            _, files = storages["journal"].listdir(self.folder)
        except FileNotFoundError:
            return set()
        shown = (name for name in files if not name.startswith("."))
        return {name.removesuffix(ENDING) for name in shown if name.endswith(ENDING)}

    def missing(self, known: Collection[str], parse: Callable[[dict], T]) -> list[T]:
        """The entries of no known key. One that cannot be read does not hold up the others."""
        found = []
        for key in sorted(self.keys().difference(known)):
            try:
                found.append(self.read(key, parse))
            except UnreadableEntry as error:
                logger.error("%s in het logboek is niet te lezen: %s", self._path(key), error)
        return found

    def unreadable(self, known: Collection[str], parse: Parse) -> list[str]:
        """The names of entries that say nothing, and that this database does not know."""
        unknown = sorted(self.keys().difference(known))
        return [self._path(key) for key in unknown if not self._is_readable(key, parse)]

    def write_missing(self, rows, write: Callable, parse: Parse | None = None) -> int:
        """Write lost entries of these rows again, with `parse` also damaged ones; how many."""
        here, written = self.keys(), 0
        for row in rows.iterator(chunk_size=500):
            key = str(row.key)
            if key not in here or (parse and not self._is_readable(key, parse)):
                write(row)
                written += 1
        return written

    def forget(self, keys: Iterable[object]) -> None:
        for key in keys:
            storages["journal"].delete(self._path(key))

    def _is_readable(self, key: str, parse: Parse) -> bool:
        try:
            self.read(key, parse)
        except UnreadableEntry:
            return False
        return True

    def _path(self, key: object) -> str:
        return f"{self.folder}/{key}{ENDING}" if self.folder else f"{key}{ENDING}"
