"""Every check of the project: `python -m tests`.

Style, types, migrations and deployment settings first; then every test on SQLite, and beside it,
on a PostgreSQL cluster made for this run, those that speak to the database in its own way.
`python -m tests --all` runs every test on both, one after the other, and with them the large forms
of those about many people or many kills (`scale`); browser tests run once, on SQLite, but for the
journeys.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from tests.support import formatters, machine, postgres

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
IN_PRODUCTION = {
    "SITE_URL": "https://meewerkers.example",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdef" * 4,
    "EMAIL_URL": "smtp://localhost:25",
}
# One more than there are cores: whoever waits for a browser or a server needs none meanwhile.
MOST_WORKERS = min((os.cpu_count() or 1) + 1, 6)
CHECKS = [
    *((command, {}) for command in formatters.checks()),
    ([sys.executable, "-m", "mypy"], {}),
    ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], IN_PRODUCTION),
    # pytest compiles each module of tests here, and not once more in every worker.
    ([sys.executable, "-m", "pytest", "--collect-only", "-q"], {}),
]


# What a run on PostgreSQL is about: what speaks to the database in its own way (see
# tests/test_database.py), and the journeys through the whole site.
MARKS_OF_THE_DATABASE = ("database", "postgresql", "journey")
OF_THE_DATABASE = " or ".join(MARKS_OF_THE_DATABASE)


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--all"], ["--format"]):
        print(f"No such argument: {' '.join(arguments)}. There are --all and --format.")
        return 2
    if arguments == ["--format"]:
        done = [passes(command, {}) for command in formatters.repairs()]
        return 0 if all(done) else 1
    began = time.monotonic()
    without = machine.missing()
    with tempfile.TemporaryDirectory(prefix="merkbaar-tests-") as var:
        own = {"MERKBAAR_VAR": var}
        failed = [" ".join(command[1:]) for command in failing(CHECKS, Path(var))]
        if failed:
            print("\nFailed:", *failed, sep="\n  ")
            return 1
        given = [] if "chromium" not in without else ["not browser"]
        if not arguments:
            given.append("not scale")
        on_sqlite = Run("SQLite", own | {"DATABASE_URL": f"sqlite:///{var}/m.sqlite3"}, given)
        if "postgresql" in without:
            runs = [on_sqlite]
            on_sqlite.start(MOST_WORKERS)
            on_sqlite.finish()
        elif arguments:
            runs = on_both(on_sqlite, own, [*given, "not browser or journey"])
        else:
            runs = side_by_side(on_sqlite, own, [*given, OF_THE_DATABASE])
    print(*without.values(), sep="\n")
    print(f"All together took {time.monotonic() - began:.0f} s.")
    print(*(f"{run.database}:\n{run.closing_line}" for run in runs), sep="\n")
    return max(run.code for run in runs)


def on_both(on_sqlite: "Run", own: dict[str, str], selection: list[str]) -> list["Run"]:
    """Every test on SQLite, then every test on PostgreSQL."""
    on_sqlite.start(MOST_WORKERS)
    on_sqlite.finish()
    with postgres.cluster(postgres.binaries()) as address:
        on_postgresql = Run("PostgreSQL", own | {"DATABASE_URL": address}, selection)
        on_postgresql.start(MOST_WORKERS)
        on_postgresql.finish()
    return [on_sqlite, on_postgresql]


def side_by_side(on_sqlite: "Run", own: dict[str, str], selection: list[str]) -> list["Run"]:
    """The part on PostgreSQL beside everything on SQLite, so that no core waits for a server.

    It gives way to the other, in which tests with servers must answer within their time; it is
    shown afterwards.
    """
    with postgres.cluster(postgres.binaries()) as address, tempfile.TemporaryFile("w+") as output:
        aside = Path(own["MERKBAAR_VAR"]) / "postgresql"
        aside.mkdir()
        environment = {"MERKBAAR_VAR": str(aside), "DATABASE_URL": address}
        on_postgresql = Run("PostgreSQL", environment, selection, files_marked())
        on_postgresql.start(max(MOST_WORKERS - 1, 1), output, beside=True)
        on_sqlite.start(max(MOST_WORKERS - 1, 1))
        on_sqlite.finish()
        on_postgresql.finish()
    return [on_sqlite, on_postgresql]


def files_marked() -> list[str]:
    """Where tests of the database stand: each worker would read all other files for nothing."""
    marked = re.compile(rf"\bmark\.({'|'.join(MARKS_OF_THE_DATABASE)})\b")
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    return [str(path.relative_to(ROOT)) for path in tests if marked.search(path.read_text())]


def failing(checks: list[tuple[list[str], dict[str, str]]], var: Path) -> list[list[str]]:
    """Those of these commands that fail. As many at a time as there are cores."""

    def run(number: int, command: list[str], environment: dict[str, str]) -> bool:
        own = var / f"check-{number}"
        own.mkdir()
        return passes(command, environment | {"MERKBAAR_VAR": str(own)})

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        passed = pool.map(lambda one: run(one[0], *one[1]), enumerate(checks))
        return [command for (command, _), good in zip(checks, passed, strict=True) if not good]


def passes(command: list[str], environment: dict[str, str]) -> bool:
    """Shows the command and what it printed; where it passed, the last line of that."""
    shown = command[1:] if len(command) < 12 else [*command[1:9], "…"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=surroundings(environment),
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = done.stdout.strip().splitlines()
    print(f"$ {' '.join(shown)}", *(said if done.returncode else said[-1:]), sep="\n", flush=True)
    return not done.returncode


def surroundings(environment: dict[str, str]) -> dict[str, str]:
    """What the tests see of the environment: nothing of a site that runs on this machine."""
    ours = ("DATABASE_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "PORT")
    ours += (
        "ALLOWED_HOSTS",
        "MEDIA_URL",
        "MEDIA_STORAGE",
        "TILES",
        "TRUSTED_PROXY",
        "DEFAULT_FROM_EMAIL",
        # Compiled once, not by each of the processes that tests start.
        "PYTHONDONTWRITEBYTECODE",
    )
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith(("MAILCHIMP_", "MERKBAAR_", "DJANGO_"))
    } | environment


class Run:
    """One run of pytest on one database."""

    def __init__(
        self,
        database: str,
        environment: dict[str, str],
        selection: list[str],
        files: Iterable[str] = (),
    ):
        self.database = database
        self.environment = surroundings(environment)
        self.selection = selection
        self.files = [*files]
        self.code = 1
        self.closing_line = ""

    def start(self, workers: int, output: IO[str] | None = None, beside: bool = False) -> None:
        """Before everybody's eyes, or into a file that `finish` shows."""
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers)]
        command += ["--durations=10", "--color=no"]
        if self.selection:
            command += ["-m", " and ".join(f"({condition})" for condition in self.selection)]
        self.shown = f"\n$ DATABASE_URL=… {' '.join(command[1:])}   # {self.database}"
        command += self.files
        if not output:
            print(self.shown, flush=True)
        self.output = output
        self.process = subprocess.Popen(
            ["nice", "-n", "5", *command] if beside and shutil.which("nice") else command,
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdout=output or subprocess.PIPE,
        )

    def finish(self) -> None:
        if self.output:
            self.process.wait()
            self.output.seek(0)
            print(self.shown, flush=True)
        for line in self.output or self.process.stdout:
            print(line, end="", flush=True)
            if re.search(r"\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s", line):
                self.closing_line = line.strip()
        self.code = self.process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
