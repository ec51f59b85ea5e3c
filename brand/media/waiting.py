"""Uploads that wait for a description: what is left lying goes, and old names become random."""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import UploadedFile

from brand.media import files
from brand.media.stores import DOCUMENTS, PART, WAITING

logger = logging.getLogger(__name__)


def purge() -> int:
    """Delete uploads that were not finished in time; returns how many files."""
    before = timezone.now() - timedelta(hours=settings.UNFINISHED_UPLOADS_HOURS)
    old = [name for name in files.listed(default_storage, WAITING) if _is_older(name, before)]
    for row in list(UploadedFile.objects.all()):
        if row.file.name in old or not default_storage.exists(row.file.name):
            row.delete()
    for name in old:
        default_storage.delete(name)
    return len(old) + _purge_parts(before)


def _purge_parts(before: datetime) -> int:
    """What a killed process had begun to write: in the store, and while it was being received."""
    received = Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*")
    written = Path(settings.MEDIA_ROOT).rglob(f".*{PART}")
    parts = [path for path in (*received, *written) if _changed_before(path, before)]
    for path in parts:
        path.unlink(missing_ok=True)
    return len(parts)


def _changed_before(path: Path, moment: datetime) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < moment.timestamp()
    except OSError:  # gone meanwhile
        return False


def same(hashes: Collection[str]) -> list[UploadedFile]:
    """Waiting uploads with the contents of a picture that goes; `hashes` as of `file_hash`."""
    return [row for row in UploadedFile.objects.all() if _hash(row) in hashes] if hashes else []


def delete_same(hashes: Collection[str]) -> int:
    rows = same(hashes)
    for row in rows:
        name = row.file.name
        row.delete()
        default_storage.delete(name)
    return len(rows)


def _hash(row: UploadedFile) -> str:
    try:
        with default_storage.open(row.file.name) as file:
            return hashlib.file_digest(file, "sha1").hexdigest()  # as Wagtail's own
    except OSError:
        return ""


def _is_older(name: str, moment) -> bool:
    try:
        return default_storage.get_modified_time(name) < moment
    except OSError:
        return False


def hide_old_names() -> int:
    """Give files of before, which stand under a name that one can guess, a random one.

    Safe to run again: a file is copied, then its row, then the old one goes.
    """
    return _hide(get_document_model(), DOCUMENTS) + _hide(UploadedFile, WAITING)


def _hide(model, folder: str) -> int:
    guessable = model.objects.filter(file__regex=rf"^{folder}/[^/]+$")
    return sum(_move(row) for row in guessable)


def _move(row) -> bool:
    old = row.file.name
    try:
        with default_storage.open(old) as file:
            new = default_storage.save(old, file, max_length=row.file.field.max_length)
    except OSError as error:
        logger.warning("Bestand %s kon niet verplaatst worden: %s", old, error)
        return False
    type(row).objects.filter(pk=row.pk).update(file=new)
    default_storage.delete(old)
    return True
