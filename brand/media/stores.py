"""Where files stand. Which store is used for what, brand/settings.py says."""

import os
import secrets
import tempfile
from functools import lru_cache
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from django.core.files.storage import FileSystemStorage
from django.utils.encoding import filepath_to_uri

PART = ".part"  # a file that is being written, or whose process was killed
DOCUMENTS, WAITING = "documents", "wagtail_uploads"
PICTURES = {".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp"}


def unguessable(name: str) -> str:
    """The name under which Wagtail's documents and waiting uploads are kept.

    A document keeps its own name in a folder of its own, for the download; an upload that waits for
    its description gets a random one. Others (pictures and their sizes) have no name of their own.
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
    """Uploads, on one machine; served only by the view that checks the rows.

    A file gets its name when it is whole: a process that is killed leaves a part behind, which no
    row knows and `brand.media.waiting.purge` deletes.
    """

    def get_available_name(self, name, max_length=None):
        return super().get_available_name(unguessable(name), max_length)

    def url(self, name):
        return _address(self.base_url, name)

    def _save(self, name, content):
        path = Path(self.path(name))
        for folder in reversed([one for one in path.parents if not one.exists()]):
            folder.mkdir(mode=self.directory_permissions_mode or 0o700, exist_ok=True)
        part = write_part(path.parent, content)
        try:
            while not _is_reserved(Path(self.path(name))):
                name = self.get_available_name(name)
            path = part.replace(self.path(name))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        if self.file_permissions_mode is not None:
            path.chmod(self.file_permissions_mode)
        return str(name).replace("\\", "/")


@lru_cache(maxsize=4096)  # a page of cards names forty files
def _address(base: str, name: str) -> str:
    return urljoin(base, filepath_to_uri(name).lstrip("/"))


def _is_reserved(path: Path) -> bool:
    """An empty file of this name is made, unless another process was first."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return False
    return True


def write_part(folder: Path, content) -> Path:
    """All of `content` in a file without a name of its own yet, pushed to the disk."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=PART, dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


class DurableFolder(FileSystemStorage):
    """A folder in which a file is there whole or not at all, also after a power cut.

    For what may not get lost: written under a temporary name, pushed to the disk, and only then
    given its name. Readable by the site's own account only.
    """

    def get_available_name(self, name, max_length=None):
        """Writing again takes the place of what stood there."""
        return name

    def _save(self, name, content):
        path = Path(self.path(name))
        self._make_folder(path.parent)
        part = write_part(path.parent, content)
        try:
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
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
