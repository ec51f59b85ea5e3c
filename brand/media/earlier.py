"""Pictures of scanners and printers that release 0.1.0 kept: written again as browsers show them.

A picture somebody was asked about is known by the bytes of its file, so it keeps them; what
visitors see of it is drawn anew.
"""

import logging
from collections.abc import Iterator
from enum import Enum

from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image
from wagtail.utils.file import hash_filelike

from brand import gating
from brand.media import metadata, pixels
from brand.models import Picture

logger = logging.getLogger(__name__)


class Done(Enum):
    FINE = "as they should be"
    WRITTEN = "written again"
    KEPT = "kept, because somebody was asked about them, and drawn anew"
    UNREADABLE = "that cannot be read"


def each(*, dry_run: bool = False) -> Iterator[Done]:
    """What was done with each picture; safe to run again. A dry run only says what would be."""
    for picture in Picture.objects.order_by("pk").iterator(chunk_size=200):
        try:
            yield _mend(picture, dry_run)
        except metadata.BROKEN as error:
            logger.warning("Beeld %s is niet te lezen: %s", picture.pk, error)
            yield Done.UNREADABLE


def _mend(picture: Picture, dry_run: bool) -> Done:
    with default_storage.open(picture.file.name) as file:
        with Image.open(file) as opened:
            if opened.mode in pixels.ORDINARY:
                return Done.FINE
        file.seek(0)
        is_evidence = gating.knows_file(hash_filelike(file))
        if dry_run:
            return Done.KEPT if is_evidence else Done.WRITTEN
        bare = None if is_evidence else metadata.bare(file)
    with transaction.atomic():
        if bare:
            _put_in_place(picture, bare)
        for made in picture.renditions.all():
            made.delete()
            made.purge_from_cache()
    return Done.WRITTEN if bare else Done.KEPT


def _put_in_place(picture: Picture, bare) -> None:
    old = picture.file.name
    picture.file.save(old.rpartition("/")[2], bare, save=False)
    picture._set_image_file_metadata()
    picture.save()
    transaction.on_commit(lambda: default_storage.delete(old))
