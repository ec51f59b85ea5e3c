"""A database that is put back from before something happened; journal and files stay."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.db import transaction

from brand import places, rooms
from brand.changes import catalogue, memory
from brand.http import kept_answers


@contextmanager
def lost() -> Iterator[None]:
    """What is done in here, the database that comes back does not know."""
    backup = transaction.savepoint()
    yield
    transaction.savepoint_rollback(backup)
    for cache in caches.all():
        cache.clear()
    for forget in (catalogue.forget, memory.forget, places.forget, kept_answers.store.clear):
        forget()


def after_backup(act: Callable) -> None:
    """Something happens, an older database is put back, and the site starts."""
    with lost():
        act()
    start()


def start() -> None:
    for room in rooms.modules("restoring"):
        room.before_serving()
