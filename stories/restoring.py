"""What must be done before the first answer; see brand/wsgi.py."""

from stories import withdrawing


def before_serving() -> None:
    """A database from a backup may still show people who took consent back since."""
    withdrawing.redo_forgotten()
