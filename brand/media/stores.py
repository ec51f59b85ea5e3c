"""Where files stand. Which store is used for what, brand/settings.py says."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


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
