"""What a cold start costs, beside `wagtail start`: python -m tests.bench.start [VAR]

Prints the median CPU seconds until the first answer of the home page, and the memory then, of
processes that take turns. Ours serves a site with the demo (VAR: the folder of one that
`manage.py prepare --demo` made; else it is made first); byte-code is kept, as on a server.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

TIMES = 7
ROOT = Path(__file__).parents[2]
FIRST_ANSWER = """
import io, json, resource, sys, time
from importlib import import_module
from wsgiref.util import setup_testing_defaults

application = import_module(sys.argv[1]).application
asked = {"HTTP_HOST": "localhost"}
setup_testing_defaults(asked)
said = []
b"".join(application(asked, lambda status, headers, error=None: said.append(status)))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"cpu": time.process_time(), "MB": memory, "status": said[0]}))
"""


def run(folder: Path, environment: dict, *arguments: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    said = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={**kept, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return said.stdout


def start(folder: Path, environment: dict, module: str) -> dict:
    measured = json.loads(run(folder, environment, "-c", FIRST_ANSWER, module).splitlines()[-1])
    assert measured["status"].startswith("200"), measured
    return measured


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="merkbaar-start-") as made:
        kept = sys.argv[1] if len(sys.argv) > 1 else ""
        var, stock = Path(kept or f"{made}/var").absolute(), Path(made, "stock")
        stock.mkdir()
        ours = {"MERKBAAR_VAR": str(var)}
        if not kept:
            var.mkdir()
            run(ROOT, ours, "manage.py", "prepare", "--demo")
        theirs = {"DJANGO_SETTINGS_MODULE": "mysite.settings.dev"}
        run(stock, {}, "-m", "wagtail.bin.wagtail", "start", "mysite", ".")
        run(stock, theirs, "manage.py", "migrate")
        sites = {
            "stock Wagtail": (stock, theirs, "mysite.wsgi"),
            "Merkbaar": (ROOT, ours, "brand.wsgi"),
        }
        print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        turns = [{name: start(*site) for name, site in sites.items()} for _ in range(TIMES + 1)]
        cpu = {
            name: statistics.median(turn[name]["cpu"] for turn in turns[1:])  # first: byte-code
            for name in sites
        }
        for name, seconds in cpu.items():
            times = seconds / cpu["stock Wagtail"]
            print(f"{name:14} {seconds:5.2f} CPU s {times:5.2f} x  {turns[-1][name]['MB']} MB")


if __name__ == "__main__":
    main()
