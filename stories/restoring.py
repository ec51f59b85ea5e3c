"""What must be done before the first answer, and before the first job; see brand/rooms.py."""

from stories.withdrawal import replay


def before_serving() -> None:
    """A database from a backup may still show people who took consent back since."""
    replay.before_serving()
