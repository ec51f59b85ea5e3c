"""Tables by which SQLite finds a piece of a text anywhere in a column.

Full-text search (FTS5) that knows every three letters in a row. It keeps no text of its own, and
triggers of the table it reads keep it right, whoever writes there. Django makes a table anew when a
column changes, and its triggers go: after each `migrate` they are looked at, and what is found is
made again. Where this SQLite has none of it, searching works as before and reads all rows.
"""

import logging
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import Database

logger = logging.getLogger(__name__)

SHORTEST = 3  # letters; it knows no shorter pieces
COME = 'INSERT INTO "{name}" (rowid, "{column}") VALUES (new."id", new."{column}"); '
GO = (
    'INSERT INTO "{name}" ("{name}", rowid, "{column}") '
    """VALUES ('delete', old."id", old."{column}"); """
)
TELL = """INSERT INTO "{name}" ("{name}") VALUES ('{what}')"""
SECURE = """INSERT INTO "{name}" ("{name}", rank) VALUES ('secure-delete', 1)"""
DELETES_FOR_GOOD = (3, 42, 0)  # the first SQLite that knows it
MADE = 'CREATE VIRTUAL TABLE "%_pieces" USING fts5%'


@dataclass(frozen=True)
class Pieces:
    table: str
    column: str

    @property
    def name(self) -> str:
        return f"{self.table}_pieces"

    @property
    def triggers(self) -> dict[str, str]:
        """By name, what keeps it right."""
        come = COME.format(name=self.name, column=self.column)
        go = GO.format(name=self.name, column=self.column)
        acts = {
            "come": f'AFTER INSERT ON "{self.table}" BEGIN {come}END',
            "go": f'AFTER DELETE ON "{self.table}" BEGIN {go}END',
            "change": f'AFTER UPDATE OF "id", "{self.column}" ON "{self.table}" '
            f"BEGIN {go}{come}END",
        }
        return {
            f"{self.name}_{act}": f'CREATE TRIGGER "{self.name}_{act}" {does}'
            for act, does in acts.items()
        }


def establish(connection: BaseDatabaseWrapper, pieces: Pieces) -> bool:
    """Make the table and its triggers, unless they are as they should be; whether they are now."""
    if connection.vendor != "sqlite":
        return False
    _known(connection).pop(pieces, None)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            [pieces.table],
        )
        if pieces.triggers.items() <= dict(cursor.fetchall()).items():
            return True
        for name in pieces.triggers:  # or nothing can be written where there is no FTS5 any more
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
        try:
            with transaction.atomic(connection.alias):
                _make(cursor, pieces)
        except DatabaseError as trouble:
            logger.warning("Without FTS5 a search reads every row of %s: %s", pieces.table, trouble)
            return False
    return True


def _make(cursor, pieces: Pieces) -> None:
    cursor.execute(f'DROP TABLE IF EXISTS "{pieces.name}"')
    cursor.execute(
        f'CREATE VIRTUAL TABLE "{pieces.name}" USING fts5("{pieces.column}", '
        f"content='{pieces.table}', content_rowid='id', tokenize='trigram', columnsize=0)"
    )
    cursor.execute(TELL.format(name=pieces.name, what="rebuild"))
    if Database.sqlite_version_info >= DELETES_FOR_GOOD:
        cursor.execute(SECURE.format(name=pieces.name))
    for trigger in pieces.triggers.values():
        cursor.execute(trigger)


def stands(connection: BaseDatabaseWrapper, pieces: Pieces) -> bool:
    """Whether a search may ask it. Asked of the driver itself: it is no query of anybody's."""
    if connection.vendor != "sqlite":
        return False
    known = _known(connection)
    if pieces not in known:
        connection.ensure_connection()
        asked = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN (?, ?, ?)"
        with connection.wrap_database_errors:
            [number] = connection.connection.execute(asked, [*pieces.triggers]).fetchone()
        known[pieces] = number == len(pieces.triggers)
    return known[pieces]


def purge(connection: BaseDatabaseWrapper) -> None:
    """Take what was deleted out of the file too, where this SQLite only marks it as gone."""
    if connection.vendor != "sqlite" or Database.sqlite_version_info >= DELETES_FOR_GOOD:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE %s", [MADE])
        for (name,) in cursor.fetchall():
            cursor.execute(TELL.format(name=name, what="optimize"))


def phrase(text: str) -> str:
    """This text, as it is asked of the table."""
    return '"{}"'.format(text.replace('"', '""'))


def _known(connection: BaseDatabaseWrapper) -> dict[Pieces, bool]:
    found: dict[Pieces, bool] = connection.__dict__.setdefault("known_pieces", {})
    return found
