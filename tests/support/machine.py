"""What the tests need of the machine besides Python: a browser, PostgreSQL and nginx.

On Debian and Ubuntu they are installed when we may; elsewhere a sentence says what is missing.
"""

import os
import shutil
import subprocess

from tests.support import postgres

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def browser() -> str | None:
    """The path of an installed Chromium or Chrome."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def nginx() -> str | None:
    """The path of an installed nginx; Debian puts it where only root's PATH looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


NEEDS = {
    "chromium": (browser, "Chromium is missing: the browser tests did not run."),
    "postgresql": (postgres.binaries, "PostgreSQL is missing: no test ran on PostgreSQL."),
    "nginx": (nginx, "nginx is missing: the tests behind a proxy did not run."),
}


def missing() -> dict[str, str]:
    """Package names with a sentence each, after installing what can be installed."""
    packages = [name for name, (found, _) in NEEDS.items() if not found()]
    if packages and shutil.which("apt-get") and not os.geteuid():
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-qq", "--no-install-recommends", "-y", *packages],
        ):
            print("$", *command, flush=True)
            subprocess.run(command, env=quietly, stdout=subprocess.DEVNULL, check=False)
    return {name: sentence for name, (found, sentence) in NEEDS.items() if not found()}
