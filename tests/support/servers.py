"""Real server processes for tests: a prepared site, any number of processes on it, kill -9.

A site has a folder and a database of its own, on the database this run of the tests is for.
Preparing takes long, so it is done once and copied.
"""

import fcntl
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from tests.support.site_shell import Shell

ROOT = Path(__file__).resolve().parents[2]
DEMO_PASSWORD = "vier korte rode stoelen"


def on_postgresql() -> bool:
    return settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


class Site:
    """One site's folder and database, and the processes that serve it."""

    def __init__(self, var: Path, database_url: str):
        self.var = var
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in KEPT},
            "MERKBAAR_VAR": str(var),
            "DATABASE_URL": database_url,
            "PYTHONUNBUFFERED": "1",
            "DEMO_PASSWORD": DEMO_PASSWORD,
        }
        self.processes: list[Server] = []
        self._shell: Shell | None = None

    def manage(self, *arguments: str, **environment: str) -> str:
        """Output of a `manage.py` command on this site."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """Output of Python code that sees this site's rows, in a process of its own."""
        if self._shell and self._shell.environment != self.environment:
            self._close_shell()
        self._shell = self._shell or Shell(self.environment, ROOT)
        return self._shell.run(code).strip()

    def serve(self, *command: str, **environment: str) -> "Server":
        """Start `manage.py serve` (or another command, `{port}` filled in) and wait for it."""
        server = Server(self, command or ("manage.py", "serve"), environment)
        self.processes.append(server)
        server.start()
        return server

    def stop(self):
        for server in self.processes:
            server.kill()
        self._close_shell()

    def _close_shell(self):
        if self._shell:
            self._shell.close()
            self._shell = None


# Nothing of a site that runs on this machine may reach the one under test.
KEPT = {"PATH", "HOME", "LANG", "TMPDIR", "VIRTUAL_ENV", "SSL_CERT_FILE"}


class Server:
    def __init__(self, site: Site, command: tuple[str, ...], environment: dict[str, str]):
        self.site = site
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.command = [part.format(port=self.port) for part in command]
        self.environment = {
            **site.environment,
            "PORT": str(self.port),
            "SITE_URL": self.address,
            **environment,
        }
        self.log = site.var / f"server-{self.port}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_until_ready()

    def wait_until_ready(self, seconds: float = 60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self.process.poll() is None, self.log.read_text()[-4000:]
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=5):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"not ready after {seconds} s:\n{self.log.read_text()[-4000:]}")

    def kill(self):
        """kill -9, of the process and of everything it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Worker(Server):
    """A process beside the site that never answers."""

    def __init__(self, site: Site, command: list[str]):
        super().__init__(site, tuple(command), {})
        site.processes.append(self)

    def wait_until_ready(self, seconds: float = 60):
        """There is nothing to ask it; it works as soon as it runs."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def site():
    """A site of its own, with the demo in it."""
    with tempfile.TemporaryDirectory(prefix="merkbaar-site-", ignore_cleanup_errors=True) as name:
        made = copy(prepared(), Path(name))
        try:
            yield made
        finally:
            made.stop()
            forget(made)


# One for all workers of a run; a run without workers is its own.
RUN = os.environ.setdefault("TEST_RUN", f"{os.getpid()}")
PREPARED = Path(tempfile.gettempdir()) / f"merkbaar-prepared-{RUN}"


def prepared() -> Site:
    """Made once in a run: migrated, founded, static files gathered, demo loaded."""
    PREPARED.mkdir(exist_ok=True)
    address = PREPARED / "database-url"
    with (PREPARED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not address.exists():
            made = Site(PREPARED, new_database(PREPARED))
            made.manage("prepare", "--demo")
            address.write_text(made.environment["DATABASE_URL"])
    return Site(PREPARED, address.read_text())


def tidy():
    """At the end of the run."""
    address = PREPARED / "database-url"
    if address.exists():
        forget(Site(PREPARED, address.read_text()))
    shutil.rmtree(PREPARED, ignore_errors=True)


def copy(original: Site, var: Path) -> Site:
    leave = shutil.ignore_patterns("static", "*.sqlite3*", "*.log", "lock", "database-url")
    shutil.copytree(original.var, var, dirs_exist_ok=True, ignore=leave)
    (var / "static").symlink_to(original.var / "static")
    return Site(var, new_database(var, like=original))


def new_database(var: Path, like: Site | None = None) -> str:
    """The address of a new database, a copy of another site's when one is given."""
    if not on_postgresql():
        path = var / "merkbaar.sqlite3"
        if like:
            _copy_sqlite(like.var / path.name, path)
        return f"sqlite:///{path}"
    name = f"site_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{database_name(like)}"' if like else ""
    _on_cluster(f'CREATE DATABASE "{name}"{template}')
    return _cluster_address(name)


def forget(gone: Site):
    if on_postgresql():
        _on_cluster(f'DROP DATABASE IF EXISTS "{database_name(gone)}" WITH (FORCE)')


def back_up(site: Site, target: Path):
    """A copy of the database as it is now."""
    if not on_postgresql():
        _copy_sqlite(site.var / "merkbaar.sqlite3", target)
        return
    _on_cluster(f'CREATE DATABASE "{database_name(site)}_b" TEMPLATE "{database_name(site)}"')


def put_back(site: Site, backup: Path):
    """The copy takes the database's place; whatever came later is not in it."""
    if not on_postgresql():
        for path in site.var.glob("merkbaar.sqlite3*"):
            path.unlink()
        backup.rename(site.var / "merkbaar.sqlite3")
        return
    name = database_name(site)
    _on_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')
    _on_cluster(f'ALTER DATABASE "{name}_b" RENAME TO "{name}"')


def database_name(of: Site) -> str:
    return of.environment["DATABASE_URL"].rsplit("/", 1)[1]


def _copy_sqlite(original: Path, target: Path):
    """Everything, also what still stands in the write-ahead log."""
    with sqlite3.connect(original) as source, sqlite3.connect(target) as copied:
        source.backup(copied)


def _cluster_address(name: str) -> str:
    given = settings.DATABASES["default"]
    login = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    host = given["HOST"] or "localhost"
    if host.startswith("/"):
        return f"postgres://{login}@/{host}/{name}"
    return f"postgres://{login}@{host}:{given['PORT'] or 5432}/{name}"


def rows_of(site: Site) -> psycopg.Connection:
    """A connection to this site's own database, on PostgreSQL."""
    return _connect(database_name(site))


def _on_cluster(statement: str):
    with _connect("postgres", autocommit=True) as connection:
        connection.execute(statement)


def _connect(database: str, **options) -> psycopg.Connection:
    given = settings.DATABASES["default"]
    login = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"]}
    login |= {"password": given["PASSWORD"], "dbname": database}
    return psycopg.connect(**{k: v for k, v in login.items() if v}, **options)
