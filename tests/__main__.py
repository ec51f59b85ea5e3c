"""Every check of the project: `python -m tests`.

Style, migrations and deployment settings first; then pytest on SQLite, and on a PostgreSQL
cluster made for this run. Browser tests run once, on SQLite; those marked `journey` on both.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.support import machine, postgres

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, "manage.py"]
IN_PRODUCTION = {
    "SITE_URL": "https://meewerkers.example",
    "SECRET_KEY": "only-for-this-check-" + "0123456789abcdef" * 4,
    "EMAIL_URL": "smtp://localhost:25",
}
CHECKS = [
    ([sys.executable, "-m", "ruff", "check", "."], {}),
    ([sys.executable, "-m", "ruff", "format", "--check", "."], {}),
    ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], IN_PRODUCTION),
]


def main() -> int:
    began = time.monotonic()
    without = machine.missing()
    with tempfile.TemporaryDirectory(prefix="merkbaar-tests-") as var:
        own = {"MERKBAAR_VAR": var}
        failed = [
            " ".join(command[1:]) for command, env in CHECKS if not passes(command, own | env)
        ]
        if failed:
            print("\nFailed:", *failed, sep="\n  ")
            return 1
        selection = ["not browser"] if "chromium" in without else []
        selection += ["not proxy"] if "nginx" in without else []
        closing = [
            pytest("SQLite", own | {"DATABASE_URL": f"sqlite:///{var}/m.sqlite3"}, selection)
        ]
        if "postgresql" not in without:
            selection.append("not browser or journey")
            with postgres.cluster(postgres.binaries()) as address:
                closing.append(pytest("PostgreSQL", own | {"DATABASE_URL": address}, selection))
    print(*without.values(), sep="\n")
    print(f"Both together took {time.monotonic() - began:.0f} s." if len(closing) > 1 else "")
    print(*(f"{name}:\n{line}" for name, _, line in closing), sep="\n")
    return max(code for _, code, _ in closing)


def passes(command: list[str], environment: dict[str, str]) -> bool:
    print("$", *command[1:], flush=True)
    return not subprocess.run(
        command, cwd=ROOT, env=surroundings(environment), check=False
    ).returncode


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
    )
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith(("MAILCHIMP_", "MERKBAAR_", "DJANGO_"))
    } | environment


def pytest(
    database: str, environment: dict[str, str], selection: list[str]
) -> tuple[str, int, str]:
    """Runs pytest before everybody's eyes; returns its exit code and its closing line."""
    # One more than there are cores: whoever waits for a browser or a server needs none meanwhile.
    workers = str(min((os.cpu_count() or 1) + 1, 6))
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadgroup"]
    command += ["--durations=10", "--color=no"]
    if selection:
        command += ["-m", " and ".join(f"({condition})" for condition in selection)]
    print(f"\n$ DATABASE_URL=… {' '.join(command[1:])}   # {database}", flush=True)
    process = subprocess.Popen(
        command, cwd=ROOT, env=surroundings(environment), text=True, stdout=subprocess.PIPE
    )
    last = ""
    for line in process.stdout:
        print(line, end="", flush=True)
        if re.search(r"\b(passed|failed|errors?|no tests ran)\b.* in [\d.]+s", line):
            last = line.strip()
    return database, process.wait(), last


if __name__ == "__main__":
    sys.exit(main())
