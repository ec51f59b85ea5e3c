"""A PostgreSQL cluster for one run of the tests: made in a temporary folder, gone afterwards."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of the newest installed server, if any."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def cluster(folder_of_binaries: Path):
    """Yields a DATABASE_URL. Listens on a socket in the folder only, on no port."""
    owner = _owner()
    with tempfile.TemporaryDirectory(prefix="merkbaar-pg-", ignore_cleanup_errors=True) as name:
        if owner:
            shutil.chown(name, **owner)
        data = f"{name}/data"

        def run(program, *arguments):
            subprocess.run(
                [folder_of_binaries / program, *arguments],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd="/",
                **owner,
                **({"extra_groups": []} if owner else {}),
            )

        run("initdb", "-D", data, "-U", "merkbaar", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{name}' -c max_connections=200 "
            "-c fsync=off -c full_page_writes=off -c log_min_messages=panic -c log_statement=none"
        )
        log = f"{name}/log"
        run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "-t", "60", "start")
        try:
            run("createdb", "-h", name, "-U", "merkbaar", "merkbaar")
            yield f"postgres://merkbaar@/{name}/merkbaar"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _owner() -> dict[str, str]:
    """PostgreSQL refuses to run as root; then it runs as its own user, or as nobody."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": name, "group": account.pw_gid}
    return {}
