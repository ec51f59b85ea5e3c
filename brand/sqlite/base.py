"""Django's SQLite backend, for many visitors at once; see the package."""

import logging
import sqlite3
import threading
import time
from contextlib import contextmanager, nullcontext

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from brand.changes.counting import CountsChanges
from brand.sqlite import turns

logger = logging.getLogger(__name__)

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# The database cannot write now, whatever is asked of it (https://www.sqlite.org/rescode.html).
CANNOT_WRITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
PATIENCE_OF_A_READER = 0.25  # seconds
NO_ROW = str(2**31 - 1)

_turns: turns.Turns | None = None
_here = threading.local()


def take_turns(patience: float) -> None:
    """From now on writers of this process queue, for so many seconds at most. For the web."""
    global _turns
    _turns = turns.Turns(patience)


@contextmanager
def reading():
    """Around a request that only reads: what it writes in passing may fail without harm."""
    _here.reading, _here.gave_up, _here.certainly = True, False, False
    try:
        yield
    finally:
        _here.reading = False


@contextmanager
def answering():
    """Around a request that may write: what it does before that counts as waiting too."""
    _here.began = time.monotonic()
    try:
        yield
    finally:
        _here.began = None


@contextmanager
def certainly():
    """Within a request that reads: here, what cannot be written fails as it does elsewhere."""
    before, _here.certainly = getattr(_here, "certainly", False), True
    try:
        yield
    finally:
        _here.certainly = before


@contextmanager
def in_turn():
    """Within a request that reads: what is written here is meant, and waits as elsewhere."""
    before, _here.reading = is_reading(), False
    try:
        yield
    finally:
        _here.reading = before


def cannot_write(error: BaseException) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in CANNOT_WRITE


def _spent() -> float:
    """Seconds since the request came in."""
    began = getattr(_here, "began", None)
    return time.monotonic() - began if began else 0.0


def is_reading() -> bool:
    return getattr(_here, "reading", False)


class Cursor(base.SQLiteCursorWrapper):
    wrapper: "DatabaseWrapper"

    def execute(self, query, params=None):
        if not query.lstrip()[:7].upper().startswith(WRITES):
            return super().execute(query, params)
        if is_reading():
            return self._write_in_passing(query, params)
        if self.wrapper.in_atomic_block:
            return super().execute(query, params)
        with self.wrapper.turn():
            return super().execute(query, params)

    def executemany(self, query, param_list):
        if is_reading() or self.wrapper.in_atomic_block:
            return super().executemany(query, param_list)
        with self.wrapper.turn():
            return super().executemany(query, param_list)

    def _write_in_passing(self, query, params):
        if not _here.gave_up:
            self.wrapper.wait_at_most(PATIENCE_OF_A_READER)
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                if not cannot_write(error):
                    raise
                _give_up(error)
                if _here.certainly:
                    raise
            finally:
                self.wrapper.wait_at_most(None)
        if _here.certainly:
            raise turns.locked()
        return super().execute(_as_if(query))


def _as_if(query: str) -> str:
    """An answer in the form that was asked for: a row with a number that no row has yet."""
    _, returning, columns = query.rpartition(" RETURNING ")
    if returning:
        return "SELECT " + ", ".join([NO_ROW] * (columns.count(",") + 1))
    return "SELECT 1 WHERE 0"


def _give_up(error: BaseException) -> None:
    _here.gave_up = True
    logger.warning("Left out while somebody reads: %s", error)


class DatabaseWrapper(CountsChanges, base.DatabaseWrapper):
    def create_cursor(self, name=None):
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def count_change(self) -> None:
        """What is noted while somebody only reads may be left out, and so may its count."""
        if is_reading() and _here.gave_up:
            return
        with self.turn() if self.autocommit else nullcontext():
            super().count_change()

    def wait_at_most(self, seconds: float | None) -> None:
        """For the lock of SQLite; None is what the settings say."""
        if seconds is None:
            seconds = self.settings_dict["OPTIONS"].get("timeout", 5)
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    @contextmanager
    def turn(self):
        """Around one statement that stands by itself."""
        self._take_turn()
        try:
            yield
        finally:
            self._give_back()

    def _take_turn(self) -> None:
        if _turns:
            with self.wrap_database_errors:
                left = _turns.take(self, _spent())
            self.wait_at_most(left)

    def _give_back(self) -> None:
        if _turns:
            _turns.give_back(self)

    def _start_transaction_under_autocommit(self):
        if is_reading():  # takes the lock when it writes, and not before
            self.cursor().execute("BEGIN")
            return
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
            if _turns:
                _turns.got_lock(self)
        except BaseException:
            self._give_back()
            raise

    def _commit(self):
        try:
            super()._commit()
        except OperationalError as error:
            if not (is_reading() and cannot_write(error.__cause__)):
                raise
            _give_up(error)
            super()._rollback()
        self._give_back()

    def _rollback(self):
        super()._rollback()
        self._give_back()

    def _close(self):
        try:
            return super()._close()
        finally:
            self._give_back()
