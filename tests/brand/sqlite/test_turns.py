"""Writers in one queue."""

import sqlite3
import threading

import pytest

from brand.sqlite import turns


def waiting(queue: turns.Turns, names) -> tuple[list[threading.Thread], list]:
    """Threads that take a turn one after the other; what came of each."""
    came = []

    def take(name):
        try:
            queue.take(name)
        except sqlite3.OperationalError as error:
            came.append((name, error.sqlite_errorcode))
        else:
            came.append((name, "turn"))
            queue.give_back(name)

    threads = []
    for name in names:
        threads.append(threading.Thread(target=take, args=[name]))
        threads[-1].start()
        while name not in queue._queue:
            pass
    return threads, came


def join(threads):
    for thread in threads:
        thread.join(5)


def test_first_come_first_served():
    queue = turns.Turns(patience=5)
    queue.take("writer")
    threads, came = waiting(queue, "abcd")
    queue.give_back("writer")
    join(threads)
    assert came == [(name, "turn") for name in "abcd"]


def test_patience_ends_as_when_sqlite_says_that_it_is_locked():
    queue = turns.Turns(patience=0.5)
    queue.take("writer")
    with pytest.raises(sqlite3.OperationalError) as error:
        queue.take("other", spent=60)
    assert error.value.sqlite_errorcode == sqlite3.SQLITE_BUSY
    queue.give_back("writer")
    assert queue.take("other") == pytest.approx(0.5, abs=0.2)


def test_once_nothing_moves_only_some_go_on_waiting(monkeypatch):
    queue = turns.Turns(patience=30)
    queue.take("writer")
    threads, came = waiting(queue, range(turns.MOST_WAITING + 2))
    queue._moved -= turns.NOTHING_MOVES
    while len(came) < 2:
        pass
    assert {name for name, _ in came} == {turns.MOST_WAITING, turns.MOST_WAITING + 1}
    queue.give_back("writer")
    join(threads)
    assert [what for _, what in came[2:]] == ["turn"] * turns.MOST_WAITING


def test_giving_back_what_one_does_not_hold_is_harmless():
    queue = turns.Turns(patience=5)
    queue.take("writer")
    queue.give_back("other")
    with pytest.raises(sqlite3.OperationalError):
        queue.take("third", spent=5)


def test_in_a_queue_that_moves_waiting_beats_failing(monkeypatch):
    queue = turns.Turns(patience=0.0)
    monkeypatch.setattr(turns, "AT_LEAST", 0.0)
    monkeypatch.setattr(turns, "NOTHING_MOVES", 0.0)
    queue.take("writer")
    queue.got_lock("writer")  # and works for a while
    threads, came = waiting(queue, range(turns.MOST_WAITING + 4))
    threads[0].join(0.3)
    assert came == []
    monkeypatch.setattr(turns, "NOTHING_MOVES", 60.0)
    queue.give_back("writer")
    join(threads)
    assert [what for _, what in came] == ["turn"] * len(threads)
