"""What must be done around a restored backup, and before the first answer; see brand/rooms.py."""

from stories.withdrawal import journal, leftovers, replay


def before_overwriting() -> None:
    """What this database knows of withdrawals, the journal must know before another comes."""
    journal.write_missing(check_contents=True)


def before_serving() -> None:
    """A database from a backup may still show people who took consent back since."""
    replay.before_serving()


def after_restoring() -> None:
    """Files that a withdrawal took and that came back with a folder of uploads."""
    leftovers.delete()
