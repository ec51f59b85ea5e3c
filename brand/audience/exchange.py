"""What goes to the newsletter service and what comes from it, for the worker."""

from collections.abc import Callable

from brand.audience import batches, notices, syncing


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """What it told first: who stopped there is then not told as subscribed."""
    told = notices.drain(keep_going)
    return told + batches.drain(keep_going) + syncing.drain(keep_going)
