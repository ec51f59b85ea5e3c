"""Withdrawals written outside the database, so that a backup cannot undo them.

Each is a small file of its own in the journal's store, with no name and no word of a story in
it. Before the site serves, what stands there and not in the database is done again; so the
journal is the one thing that is never put back from a backup.
"""

import json
import logging
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from stories.models import Withdrawal

logger = logging.getLogger(__name__)


def write(withdrawal: Withdrawal) -> None:
    """Called within the transaction: what stands here too much is only done twice."""
    entry = {
        "key": str(withdrawal.key),
        "person": str(withdrawal.person.key),
        "channels": withdrawal.channels,
        "file_hashes": withdrawal.file_hashes,
        "way": withdrawal.way,
        "at": withdrawal.at.isoformat(),
    }
    content = ContentFile(json.dumps(entry).encode())
    storages["journal"].save(f"{withdrawal.key}.json", content)


def forgotten() -> Iterator[dict]:
    """Entries that this database knows nothing of: it is older than they are."""
    store = storages["journal"]
    try:
        names = {name.removesuffix(".json") for name in store.listdir("")[1] if _is_entry(name)}
    except FileNotFoundError:
        return
    known = Withdrawal.objects.filter(key__in=names).values_list("key", flat=True)
    for name in sorted(names - {str(key) for key in known}):
        with store.open(f"{name}.json") as file:
            yield json.load(file)


def _is_entry(name: str) -> bool:
    return name.endswith(".json") and not name.startswith(".")
