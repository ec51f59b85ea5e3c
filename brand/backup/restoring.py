"""Putting a backup back. What was withdrawn since stays withdrawn.

First the journal, of this machine and of the backup together; then the database, in which the
journal is replayed at once; and only then the uploads that a row still knows.
"""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.db import DatabaseError, connection

from brand import rooms
from brand.backup import (
    DATABASES,
    JOURNAL,
    KEY,
    MANIFEST,
    MEDIA,
    BackupError,
    Manifest,
    databases,
    packages,
)
from brand.media import files
from brand.media.stores import push_to_disk
from brand.models import User

PARTS = ("database", "media", "journal")


class Wish(NamedTuple):
    parts: tuple[str, ...] = PARTS
    force: bool = False
    dry_run: bool = False


def restore(source: Path, wish: Wish, say: Callable[[str], None]) -> None:
    with packages.reading(source) as package:
        names = package.names()
        manifest = _manifest(package, names)
        say(f"A backup of {manifest.made_at}")
        if "database" in wish.parts:
            _refuse_to_overwrite(manifest, wish)
        if wish.dry_run:
            _foretell(names, wish, say)
            return
        if _stands():
            _ask_rooms("before_overwriting")
        _merge_journal(package, names, say)  # also for uploads alone: it says what must not return
        if "database" in wish.parts:
            _put_back_key(package, say)
            _put_back_database(package, manifest, say)
        _ask_rooms("before_serving")
        for line in _told_by_rooms():
            say(line)
        if "media" in wish.parts:
            _put_back_media(package, names, say)
        _ask_rooms("after_restoring")  # the database alone may be older than the uploads too
        _compare(say)


def _manifest(package, names: list[str]) -> Manifest:
    if MANIFEST not in names:
        raise BackupError("This is no whole backup: it has no manifest.")
    with package.open(MANIFEST) as file:
        return Manifest.parse(file.read())


def _refuse_to_overwrite(manifest: Manifest, wish: Wish) -> None:
    if manifest.database != connection.vendor:
        raise BackupError(
            f"The backup is of {manifest.database}, this site has {connection.vendor}."
        )
    if _stands() and not wish.force and not wish.dry_run:
        raise BackupError("A site stands here. Stop it, and add --force to put the backup over it.")


def _stands() -> bool:
    try:
        return User.objects.exists()
    except DatabaseError:  # no tables yet
        return False


def _foretell(names: list[str], wish: Wish, say) -> None:
    here = set(files.listed(default_storage))
    media = [name.removeprefix(MEDIA) for name in names if name.startswith(MEDIA)]
    entries = [name.removeprefix(JOURNAL) for name in names if name.startswith(JOURNAL)]
    if "database" in wish.parts:
        say("The database would be replaced" if _stands() else "The database would be filled")
    new = [name for name in entries if not _is_whole(name)]
    say(f"{len(new)} of {len(entries)} entries would be added to the journal")
    if "media" in wish.parts:
        say(f"At most {len(set(media) - here)} of {len(media)} uploads would be put back")
    say("Dry run: nothing was written.")


def _merge_journal(package, names: list[str], say) -> None:
    """What stands in the journal here is newer or the same, so it stays."""
    lacking = [
        name
        for name in names
        if name.startswith(JOURNAL) and not _is_whole(name.removeprefix(JOURNAL))
    ]
    for name in lacking:
        with package.open(name) as file:
            storages["journal"].save(name.removeprefix(JOURNAL), File(file))
    say(f"{len(lacking)} entries added to the journal")


def _is_whole(name: str) -> bool:
    try:
        with storages["journal"].open(name) as file:
            json.load(file)
    except (OSError, ValueError):
        return False
    return True


def _put_back_key(package, say) -> None:
    """Links in mails and remembered addresses hold only under the key they were made with."""
    with package.open(KEY) as file:
        key = file.read().decode()
    if key == settings.SECRET_KEY:
        return
    if os.environ.get("SECRET_KEY"):
        say("SECRET_KEY in the environment is not that of the backup: links in mails of before")
        say(f"will not open. Set it to what stands in {KEY} of the backup.")
        return
    path = settings.VAR / KEY
    part = path.with_name(f".{KEY}.part")
    with suppress(FileNotFoundError):
        path.rename(path.with_name(f"{KEY}-before-restore"))
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as written:
        written.write(key)
        written.flush()
        os.fsync(written.fileno())
    part.rename(path)
    push_to_disk(path.parent)
    settings.SECRET_KEY = key
    say(f"The secret key; the one of before is kept beside it as {KEY}-before-restore")


def _put_back_database(package, manifest: Manifest, say) -> None:
    say("The database")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        with package.open(DATABASES[manifest.database]) as file, copy.open("wb") as written:
            while part := file.read(1024 * 1024):
                written.write(part)
        databases.put_back(copy)
    call_command("migrate", interactive=False, verbosity=0)


def _put_back_media(package, names: list[str], say) -> None:
    """A name never gets other contents, so what stands here stays."""
    known = files.known()
    count = passed = 0
    for path in names:
        name = path.removeprefix(MEDIA)
        if not path.startswith(MEDIA) or name == path:
            continue
        if name not in known:
            passed += 1
        elif not default_storage.exists(name):
            with package.open(path) as file:
                _save(name, file)
            count += 1
    say(f"{count} uploads put back, {passed} left out: no row knows them, or they were taken back")


def _compare(say) -> None:
    """The rows with the uploads: either may be the older one."""
    known, here = files.known(), set(files.listed(default_storage))
    if lost := len(known - here):
        say(f"{lost} uploads that a row knows stand in no backup and not here")
    others = {name for name in here - known if not name.startswith("journal/")}
    if others:
        say(
            f"{len(others)} uploads here are known to no row: they came after this backup. Nobody "
            "sees them; they are kept for when a newer backup is put back."
        )


def _save(name: str, file) -> None:
    """Under its own name, which rows have."""
    saved = default_storage._save(name, File(file))
    if saved != name:
        raise BackupError(f"{name} was put back as {saved}. Is the site still running?")


def _told_by_rooms() -> list[str]:
    """What the replay of the journal leaves to people."""
    asked = [getattr(room, "what_to_tell", None) for room in rooms.modules("restoring")]
    return [line for ask in asked if ask for line in ask()]


def _ask_rooms(moment: str) -> None:
    for room in rooms.modules("restoring"):
        if act := getattr(room, moment, None):
            act()
