"""What must be done around a restored backup, and before the first answer; see brand/rooms.py."""

import logging

from stories.consent import journal as answers
from stories.consent import replay as replay_of_answers
from stories.models import ConsentReceipt
from stories.objections import journal as objections
from stories.objections import replay as replay_of_objections
from stories.people import journal as contacts
from stories.withdrawal import journal as withdrawals
from stories.withdrawal import leftovers, releases, unknown
from stories.withdrawal import replay as replay_of_withdrawals

logger = logging.getLogger(__name__)

JOURNALS = [
    withdrawals.JOURNAL,
    answers.JOURNAL,
    objections.JOURNAL,
    releases.ENDED,
    contacts.JOURNAL,
]
# Withdrawals first: what they leave of a story depends on what its people still allow.
REPLAYS = [
    replay_of_withdrawals.replay,
    replay_of_answers.replay,
    replay_of_objections.replay,
    releases.replay,
    contacts.replay,
]


def before_overwriting() -> None:
    """What this database knows of a no, the journal must know before another comes."""
    for journal in JOURNALS:
        journal.write_missing(check_contents=True)


def before_serving() -> None:
    """A database from a backup may still show what people refused since.

    A store that cannot be reached does not keep the site from starting; the worker goes on.
    """
    try:
        for replay in REPLAYS:
            replay()
    except OSError:
        logger.exception("Het logboek van intrekkingen is niet bereikbaar")


def after_restoring() -> None:
    """Files that a withdrawal took and that came back with a folder of uploads."""
    leftovers.delete()


def what_to_tell() -> list[str]:
    """What people must do, once all of it was done again."""
    lines = []
    if count := unknown.waiting().count():
        lines.append(
            f"{count} people said no whom this backup does not know. What they refused stays "
            "withheld, by its file. The federation finds them on its home screen."
        )
    if count := contacts.emptied().count():
        lines.append(
            f"{count} people got another mail address or telephone number after this backup was "
            "made. The earlier one is emptied and its links are closed: ask them for the new one."
        )
    again = ConsentReceipt.objects.exclude(replayed_at=None).exclude(channels=[])
    if count := again.values("person").distinct().count():
        lines.append(
            f"{count} people allowed something after this backup was made. That is not in it: "
            "ask them again."
        )
    return lines
