"""At most four connections to the newsletter service at once, over all processes.

It allows ten for an account, over everything that uses it, and refuses the rest. A connection is a
row that is held for a while: a process that died gives it back by itself.
"""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from brand.audience.answers import PASSES
from brand.audience.service import AudienceError, FailureKind
from brand.models import ServiceConnection

MOST = 4
HERE = threading.BoundedSemaphore(MOST)  # more threads of one process need not ask
HELD_FOR = timedelta(minutes=3)  # longer than any request is waited for
PATIENCE = 60  # seconds
ALL_BUSY = "Er lopen al te veel vragen aan Mailchimp tegelijk."


@contextmanager
def one() -> Iterator[None]:
    """Hold a connection. Raises AudienceError when none came free."""
    with HERE:
        holder = _wait_for_one()
        try:
            yield
        finally:
            held = ServiceConnection.objects.filter(held_by=holder)
            held.update(held_by=None, held_until=None)


def _wait_for_one() -> uuid.UUID:
    holder, until = uuid.uuid4(), time.monotonic() + PATIENCE
    while not _take(holder):
        if time.monotonic() > until:
            raise AudienceError(FailureKind.LINE, ALL_BUSY, PASSES)
        time.sleep(random.uniform(0.05, 0.15))  # noqa: S311 - spreads load
    return holder


def _take(holder: uuid.UUID) -> bool:
    now = timezone.now()
    free = ServiceConnection.objects.filter(Q(held_by=None) | Q(held_until__lt=now))
    numbers = list(free.filter(number__lt=MOST).values_list("number", flat=True))
    if not numbers and ServiceConnection.objects.count() < MOST:
        _write_down()
        return False
    random.shuffle(numbers)
    held = {"held_by": holder, "held_until": now + HELD_FOR}
    return any(free.filter(number=number).update(**held) for number in numbers)


def _write_down() -> None:
    rows = [ServiceConnection(number=number) for number in range(MOST)]
    ServiceConnection.objects.bulk_create(rows, ignore_conflicts=True)
