"""Runs Python code on a site under test, again and again: the site is set up once for all of it.

    python -m tests.support.site_shell

Reads a line of JSON for each piece of code and writes one for its outcome. Each runs in a process
of its own, as under `manage.py shell`, forked from this one: Django is loaded, and no connection,
cache or row is known yet.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn


class Shell:
    """The process that waits for code. It ends with its input, so with whoever started it."""

    def __init__(self, environment: dict[str, str], folder: Path):
        self.environment = dict(environment)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.site_shell"],
            cwd=folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, code: str) -> str:
        """What the code printed; an AssertionError with everything it said when it failed."""
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, f"the shell ended: {self._process.wait()}"
        outcome = json.loads(answer)
        assert outcome["status"] == 0, outcome["out"] + outcome["err"]
        return outcome["out"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


def answer_all() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        answers.write(json.dumps(outcome_of(json.loads(line))) + "\n")


def outcome_of(code: str) -> dict:
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = os.fork()
        if not child:
            run(code, out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return {"status": status, "out": out.read(), "err": err.read()}


def run(code: str, out: int, err: int) -> NoReturn:
    """In the forked process, which leaves nothing of this one behind."""
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        exec(code, {"__name__": "__main__"})
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    answer_all()
