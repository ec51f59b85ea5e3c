"""Files that a withdrawal took and that are back: uploads were put back from a backup.

Without a row they are not served (brand/media/access.py); here they are deleted.
"""

import logging

from django.core.files.storage import default_storage

from brand.media import files
from brand.media.stores import DOCUMENTS, WAITING
from stories.models import Withdrawal
from stories.text import fingerprints

logger = logging.getLogger(__name__)

FOLDERS = ("images", "original_images", DOCUMENTS, WAITING)


def delete() -> int:
    """Compare the store with the rows. How many files went."""
    taken = {mark for found in Withdrawal.objects.values_list("marks", flat=True) for mark in found}
    names = [
        name
        for folder in FOLDERS
        for name in files.listed(default_storage, folder)
        if fingerprints.of_address(default_storage.url(name)) in taken
    ]
    known = files.known() if names else set()
    gone = [name for name in names if name not in known]
    for name in gone:
        default_storage.delete(name)
    if gone:
        logger.warning("%s ingetrokken bestanden waren terug en zijn gewist", len(gone))
    return len(gone)
