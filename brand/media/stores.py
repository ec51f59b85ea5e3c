"""Where files stand. Which store is used for what, brand/settings.py says."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from django.core.files.storage import FileSystemStorage

DOCUMENTS, WAITING = "documents", "wagtail_uploads"
PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}


def unguessable(name: str) -> str:
    """The name under which Wagtail's documents and waiting uploads are kept.

    A document keeps its own name in a folder of its own, for whoever downloads it; what waits for
    its description says nothing. Others (pictures and their sizes) have no name of their own.
    """
    folder, _, rest = name.partition("/")
    if folder not in (DOCUMENTS, WAITING) or "/" in rest or not rest:
        return name
    ending = PurePosixPath(rest).suffix.lower()
    random = secrets.token_hex(12)
    if folder == WAITING and ending in PICTURES:
        return f"{folder}/{random}/{random}{ending}"
    return f"{folder}/{random}/{rest}"


class PrivateFolder(FileSystemStorage):
    """Uploads, on one machine. Nobody reaches them but through the view that asks the rows."""

    def get_available_name(self, name, max_length=None):
        return super().get_available_name(unguessable(name), max_length)


class DurableFolder(FileSystemStorage):
    """A folder in which a file is there whole or not at all, also after a power cut.

    For what may not get lost: written under a temporary name, pushed to the disk, and only then
    given its name. Nobody but the site's own account reads it.
    """

    def get_available_name(self, name, max_length=None):
        """Writing again takes the place of what stood there."""
        return name

    def _save(self, name, content):
        path = Path(self.path(name))
        self._make_folder(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise
        push_to_disk(path.parent)
        return name

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            push_to_disk(folder.parent)


def push_to_disk(folder: Path) -> None:
    """A new name in a folder is safe only once the folder itself is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
