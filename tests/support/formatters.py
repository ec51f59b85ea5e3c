"""The layout of files: one formatter for each language, checked in every run of the tests."""

import shutil
import sys
from itertools import chain
from pathlib import Path

from brand.setting_up import assets

ROOT = Path(__file__).resolve().parents[2]
RUFF = [sys.executable, "-m", "ruff"]
DJADE = str(Path(sys.executable).with_name("djade"))
PRETTIER = assets.PACKAGES / "prettier" / "bin" / "prettier.cjs"

GENERATED = {"tokens.css"}  # a copy of what the house style delivers, held to it by a test


def checks() -> list[list[str]]:
    """Commands that fail when a file is laid out otherwise."""
    return [
        [*RUFF, "check", "."],
        [*RUFF, "format", "--check", "."],
        [DJADE, "--check", *templates()],
        [*prettier(), "--check", *static_files()],
    ]


def repairs() -> list[list[str]]:
    """Commands that lay every file out."""
    return [
        [*RUFF, "check", "--fix", "."],
        [*RUFF, "format", "."],
        [DJADE, *templates()],
        [*prettier(), "--write", *static_files()],
    ]


def templates() -> list[str]:
    """Paths, from the root of the repository."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.*"))


def static_files() -> list[str]:
    """Style sheets and scripts of our own; paths from the root of the repository."""
    found = chain.from_iterable(
        ROOT.glob(f"*/static/**/*.{extension}") for extension in ("css", "js")
    )
    return sorted(str(path.relative_to(ROOT)) for path in found if path.name not in GENERATED)


def prettier() -> list[str]:
    """Prettier runs on the Node that fetched it: the machine's own, or the one of a PyPI wheel."""
    beside_npm = Path(assets.npm()[0]).with_name("node")
    node = str(beside_npm) if beside_npm.exists() else shutil.which("node") or "node"
    return [node, str(PRETTIER), "--print-width", "100", "--log-level", "warn"]
