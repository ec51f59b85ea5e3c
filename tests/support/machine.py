"""What the tests need besides Python: a browser, PostgreSQL, nginx, Caddy and Dovecot.

On Debian and Ubuntu they are installed when we may; elsewhere a sentence says what is missing.
"""

import os
import shutil
import subprocess

from tests.support import postgres

# Chromium without a window: the same pages for a fifth of the work of opening one. Debian has it.
LIGHTEST = "chromium-headless-shell"
BROWSERS = (
    *(LIGHTEST, "chromium", "chromium-browser"),
    *("google-chrome-stable", "google-chrome"),
)


def browser() -> str | None:
    """The path of an installed Chromium or Chrome, the lightest there is."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def nginx() -> str | None:
    """The path of an installed nginx; Debian puts it where only root's PATH looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def caddy() -> str | None:
    """The path of an installed Caddy."""
    return shutil.which("caddy")


def dovecot() -> str | None:
    """The path of an installed Dovecot, beside nginx for root alone."""
    return shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")


NEEDS = {
    "chromium": (browser, "Chromium is missing: the browser tests did not run."),
    "postgresql": (postgres.binaries, "PostgreSQL is missing: no test ran on PostgreSQL."),
    "nginx": (nginx, "nginx is missing: the tests behind it did not run."),
    "caddy": (caddy, "Caddy is missing: the tests behind it did not run."),
    "dovecot-imapd": (dovecot, "Dovecot is missing: the test with a real mailbox did not run."),
}


def missing() -> dict[str, str]:
    """Package names with a sentence each, after installing what can be installed."""
    if shutil.which("apt-get") and not os.geteuid():
        _install()
    return {name: NEEDS[name][1] for name in absent()}


def absent() -> list[str]:
    """Package names of what is not there."""
    return [name for name, (found, _) in NEEDS.items() if not found()]


def _install() -> None:
    if absent():
        _apt_get("update")
    if not shutil.which(LIGHTEST):  # not known to every release; then the whole browser will do
        _apt_get("install", "--no-install-recommends", "-y", LIGHTEST, quietly=True)
    if packages := absent():
        _apt_get("install", "--no-install-recommends", "-y", *packages)


def _apt_get(action: str, *arguments: str, quietly: bool = False) -> None:
    impatient = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20"] if quietly else []
    command = ["apt-get", action, "-qq", *impatient, *arguments]
    print("$", *command, flush=True)
    subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quietly else None,
        check=False,
    )
