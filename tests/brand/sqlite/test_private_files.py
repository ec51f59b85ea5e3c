"""Who may read what the site writes: the account that runs it."""

import os
import sqlite3
import stat
import subprocess
import sys

from brand.sqlite import private_files


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_first_start_makes_everything_private(tmp_path):
    var = tmp_path / "var"
    code = "import os; os.umask(0o022); import django; django.setup();"
    code += "from django.db import connection as c; c.cursor().execute('create table x (y)')"
    code += "; os._exit(0)"  # as a crash leaves it: with the log beside it
    environment = {
        **os.environ,
        "MERKBAAR_VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'merkbaar.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "brand.settings",
    }
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    assert mode(var) == 0o700
    assert {path.name: mode(path) for path in var.iterdir() if "sqlite" in path.name} == {
        "merkbaar.sqlite3": 0o600,
        "merkbaar.sqlite3-shm": 0o600,
        "merkbaar.sqlite3-wal": 0o600,
    }


def test_what_an_earlier_release_left_open_is_closed(tmp_path):
    var = tmp_path / "var"
    var.mkdir(mode=0o755)
    database = var / "merkbaar.sqlite3"
    sqlite3.connect(database).close()
    log = var / "merkbaar.sqlite3-wal"
    log.touch()
    for path in (database, log):
        path.chmod(0o644)
    private_files.keep_folder(var)
    private_files.keep_database(str(database))
    assert [mode(path) for path in (var, database, log)] == [0o700, 0o600, 0o600]


def test_a_folder_that_all_write_in_stays_as_it_is(tmp_path):
    tmp_path.chmod(0o1777)
    private_files.keep_folder(tmp_path)
    assert mode(tmp_path) == 0o1777


def test_no_file_is_made_for_a_database_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    private_files.keep_database(":memory:")
    assert list(tmp_path.iterdir()) == []
