"""The database and its folder are readable by the account that runs the site only.

Read by the settings, so that it holds for every command, and for what an earlier release made.
"""

import os
import stat
from pathlib import Path

FOLDER = 0o700
FILE = 0o600


def keep_folder(path: Path) -> None:
    path.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    _tighten(path, FOLDER)


def keep_database(name: str) -> None:
    """SQLite gives its log and index the mode of the database file, so that one comes first."""
    path = Path(name)
    if name.startswith(":") or not path.parent.is_dir():
        return
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
    except FileExistsError:
        for file in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            _tighten(file, FILE)


def _tighten(path: Path, mode: int) -> None:
    """Only what is ours; a folder that many write in, such as /tmp, stays as it is."""
    try:
        found = path.stat()
        if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
            path.chmod(stat.S_IMODE(found.st_mode) & mode)
    except OSError:  # gone since, or on a disk that knows no modes
        return
