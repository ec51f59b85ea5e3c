"""A `manage.py` command that says what it cost: python -m tests.bench.counted SECONDS COMMAND …

After the first third it counts; at the end it prints one line of JSON and stops the command.
"""

import json
import os
import signal
import sys
import threading
import time

import django
from django.core.management import call_command
from django.db.backends import utils


def main() -> None:
    seconds, *command = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
    django.setup()
    counted = {"queries": 0}
    execute = utils.CursorWrapper.execute

    def count(self, sql, params=None):
        counted["queries"] += 1
        return execute(self, sql, params)

    utils.CursorWrapper.execute = count
    threading.Thread(target=_measure, args=[float(seconds), counted], daemon=True).start()
    call_command(*command)


def _measure(seconds: float, counted: dict) -> None:
    time.sleep(seconds / 3)
    counted["queries"] = 0
    began, used = time.monotonic(), time.process_time()
    time.sleep(seconds * 2 / 3)
    took = time.monotonic() - began
    figures = {
        "queries a minute": round(counted["queries"] * 60 / took),
        "CPU %": round((time.process_time() - used) * 100 / took, 2),
        "memory MB": memory(os.getpid()),
    }
    print(json.dumps(figures), flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


def memory(pid: int) -> int:
    """Resident, in MB."""
    with open(f"/proc/{pid}/status") as status:
        [line] = [line for line in status if line.startswith("VmRSS")]
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    main()
