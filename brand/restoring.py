"""What must be done around a restored backup, and before the first answer; see brand/rooms.py."""

import logging

from brand.privacy import journal, replay

logger = logging.getLogger(__name__)

JOURNALS = [journal.JOURNAL]


def before_overwriting() -> None:
    """What this database knows of erasures, the journal must know before another comes."""
    journal.JOURNAL.write_missing(check_contents=True)


def before_serving() -> None:
    """A database from a backup may still hold whom we erased since."""
    try:
        replay.replay()
    except OSError:  # the site starts all the same; the worker goes on
        logger.exception("Het logboek van wissingen is niet bereikbaar")
