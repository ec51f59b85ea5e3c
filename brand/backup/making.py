"""Making a backup while the site is in use."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db import connection
from django.utils import timezone

from brand.backup import DATABASES, JOURNAL, KEY, MANIFEST, MEDIA, Manifest, databases, packages
from brand.media import files

EACH = 500  # files between two words about how far it is


def make(target: Path, say: Callable[[str], None]) -> Manifest:
    """The database first: a file that goes meanwhile was taken back, and the journal, read last,
    says so. A file that comes meanwhile is one too many, and no row knows it."""
    with packages.writing(target) as package:
        say("The database")
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "copy"
            databases.copy_to(copy)
            with copy.open("rb") as file:
                package.write(DATABASES[connection.vendor], file)
        package.write(KEY, packages.text(settings.SECRET_KEY))
        count = _copy(package, default_storage, MEDIA, say, "uploads")
        entries = _copy(package, storages["journal"], JOURNAL, say, "entries in the journal")
        manifest = Manifest(timezone.now().isoformat(), connection.vendor, count, entries)
        package.write(MANIFEST, packages.text(manifest.as_text()))
    return manifest


def _copy(package, store, under: str, say, what: str) -> int:
    count = 0
    for name in files.listed(store):
        if under == MEDIA and name.startswith("journal/"):
            continue  # of a bucket that holds both
        try:
            file = store.open(name)
        except FileNotFoundError:  # taken away since it was listed
            continue
        with file:
            package.write(f"{under}{name}", file)
        count += 1
        if count % EACH == 0:
            say(f"{count} {what}")
    say(f"{count} {what}")
    return count
