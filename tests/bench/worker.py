"""What a worker without work costs: python -m tests.bench.worker [SECONDS]

Prints its queries, CPU and memory, on the database of DATABASE_URL. Nothing is asserted.
"""

import json
import os
import subprocess
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brand.settings")
django.setup()

from tests.support import servers  # noqa: E402 - asks the settings

SECONDS = 60  # the first third is no part of what is counted


def idle(site: servers.Site, seconds: int) -> None:
    command = [sys.executable, "-m", "tests.bench.counted", str(seconds), "work"]
    said = subprocess.run(
        command, cwd=servers.ROOT, env=site.environment, capture_output=True, text=True, check=True
    )
    figures = json.loads(said.stdout.splitlines()[-1])
    print(f"idle worker, {seconds * 2 // 3} s, load {os.getloadavg()[0]:.1f}:", figures)


def main() -> None:
    try:
        with servers.site() as site:
            idle(site, int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
    finally:
        servers.tidy()


if __name__ == "__main__":
    main()
