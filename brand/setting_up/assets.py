"""What comes from npm only: the typefaces, and for the tests axe and Prettier."""

import shutil
import subprocess
from pathlib import Path

from brand.setting_up.environment import HERE, PYTHON, ROOT, Stamp, install, run, say

FOLDER = ROOT / "brand" / "assets"
PACKAGES = FOLDER / "node_modules"


def fetch(with_tests: bool = False) -> None:
    lock = (FOLDER / "package-lock.json").read_bytes()
    PACKAGES.mkdir(exist_ok=True)
    everything = Stamp(PACKAGES / ".for-tests", lock)
    with everything if with_tests else Stamp(PACKAGES / ".for-the-site", lock) as stamp:
        if stamp.holds or everything.holds:
            return
        say("Fetching the typefaces" + (" and the tools of the tests" if with_tests else ""))
        run(*npm(), "ci", "--no-audit", "--no-fund", "--silent", *omitted(with_tests), cwd=FOLDER)
        PACKAGES.mkdir(exist_ok=True)


def omitted(with_tests: bool) -> list[str]:
    return [] if with_tests else ["--omit=dev"]


def npm() -> list[str]:
    """The machine's npm; where there is none that reads our lock, the one in a PyPI wheel."""
    own = shutil.which("npm")
    if own and major_version(own) >= 7:
        return [own]
    install(HERE / "node.txt")
    return [str(PYTHON.parent / "npm")]


def major_version(npm_path: str | Path) -> int:
    ask = [str(npm_path), "--version"]
    said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    return int(said.split(".")[0]) if said[:1].isdigit() else 0
