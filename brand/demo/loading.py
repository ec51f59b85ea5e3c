"""Loading the examples of every room, and then what one room's examples say of another's."""

from collections.abc import Iterator
from datetime import datetime

from brand import rooms


def load_all(now: datetime) -> Iterator[dict[str, int]]:
    """What each room counts afterwards. A room may have a `connect()` for when all others stand."""
    found = rooms.modules("demo")
    for room in found:
        yield room.load(now)
    for room in found:
        if hasattr(room, "connect"):
            room.connect()
