"""A copy of the database as it is at one moment, while others go on writing; and back again."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.db import connection

from brand.backup import BackupError

LONGEST_WAIT = 30  # seconds


def copy_to(path: Path) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(path)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def put_back(path: Path) -> None:
    """All of it takes the place of all that is there."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(path)
    else:
        connection.close()
        options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error")
        _run("pg_restore", *options, "--single-transaction", str(path))


def _copy_sqlite(path: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy, progress=_patience())
        _look_over(copy)


def _put_back_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        _look_over(copy)
        connection.ensure_connection()
        try:
            copy.backup(connection.connection, progress=_patience())
        except sqlite3.OperationalError as error:
            raise BackupError(f"The database cannot be written ({error}).") from error
    connection.close()


def _patience() -> Callable[[int, int, int], None]:
    """SQLite tries a locked database again for ever."""
    until = time.monotonic() + LONGEST_WAIT

    def is_over(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise BackupError(
                "The database is in use. Stop the site and the worker, and try again."
            )

    return is_over


def _look_over(copy: sqlite3.Connection) -> None:
    (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if said != "ok":
        raise BackupError(f"The copy of the database is damaged: {said}")


def _run(program: str, *arguments: str) -> None:
    given = connection.settings_dict
    named = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
    }
    environment = {**os.environ, **{name: str(value) for name, value in named.items() if value}}
    if program == "pg_restore":
        arguments = (f"--dbname={given['NAME']}", *arguments)
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            [program, *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"{program} is not on this machine; install postgresql-client."
        ) from error
    if done.returncode:
        raise BackupError(f"{program} did not finish: {done.stderr.strip()[-800:]}")
