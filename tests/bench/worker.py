"""What a worker without work costs: python -m tests.bench.worker

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

SECONDS = 180


def idle(site: servers.Site) -> None:
    command = [sys.executable, "-m", "tests.bench.counted", str(SECONDS), "work"]
    said = subprocess.run(
        command, cwd=servers.ROOT, env=site.environment, capture_output=True, text=True, check=True
    )
    print(f"idle worker, {SECONDS * 2 // 3} s:", json.loads(said.stdout.splitlines()[-1]))


def main() -> None:
    try:
        with servers.site() as site:
            idle(site)
    finally:
        servers.tidy()


if __name__ == "__main__":
    main()
