"""The virtual environment in `.venv` and the dependencies, each held to its hash."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
UV = FOLDER / "bin" / "uv"


class Missing(Exception):
    """Something the machine lacks, said in one sentence."""


def lay(with_tests: bool = False) -> None:
    make_environment()
    install(ROOT / ("requirements-dev.txt" if with_tests else "requirements.txt"))


def make_environment() -> None:
    """A `.venv` of the Python that runs this; one of another version makes place."""
    if PYTHON.exists() and version_of(PYTHON) == version_of(sys.executable):
        return
    try:
        import venv
    except ImportError:
        raise Missing(
            "This Python came without its venv module; "
            "on Debian and Ubuntu `apt-get install python3-venv` brings it."
        ) from None
    say("Making the virtual environment .venv")
    # Without pip of its own: Debian keeps that in another package, and the machine's pip will do.
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=not has("pip")).create(FOLDER)


def version_of(python: str | Path) -> str:
    ask = [str(python), "-c", "import sys; print(sys.version)"]
    return subprocess.run(ask, capture_output=True, text=True, check=False).stdout


def has(module: str) -> bool:
    ask = [sys.executable, "-m", module, "--version"]
    there = subprocess.run(ask, capture_output=True, check=False).returncode == 0
    if not there and module == "pip" and not has("ensurepip"):
        raise Missing(
            "This Python came without pip; "
            "on Debian and Ubuntu `apt-get install python3-pip` brings it."
        )
    return there


def install(lock: Path) -> None:
    with Stamp(FOLDER / f".{lock.name}", lock.read_bytes()) as stamp:
        if not stamp.holds:
            say(f"Installing what {lock.name} names")
            if not installed_by_uv(lock):
                install_by_pip(lock)


def installed_by_uv(lock: Path) -> bool:
    """uv takes a third of the time of pip. Where it cannot be had, pip does the work.

    uv reads no configuration of pip's: on a machine whose pip was given an index, pip it is.
    """
    if pip_was_given_an_index():
        return False
    if not UV.exists():
        try:
            install_by_pip(HERE / "uv.txt")
        except Missing:
            return False
    by_uv = [str(UV), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes"]
    # Of the certificates of this machine: many an office reads its own https along.
    by_uv += ["--system-certs", "--link-mode=copy", "--requirement", str(lock)]
    return not subprocess.run(by_uv, check=False).returncode


def install_by_pip(lock: Path) -> None:
    run(*pip(), "install", "--quiet", "--require-hashes", "--requirement", str(lock))


def pip_was_given_an_index() -> bool:
    ask = [*pip(), "config", "list"]
    settings = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    names = [line.split("=")[0] for line in settings.splitlines()]
    return any(name.endswith((".index-url", ".no-index")) for name in names)


def pip() -> tuple[str, ...]:
    """The environment's own pip, else the machine's, working on the environment."""
    if (FOLDER / "bin" / "pip").exists():
        return (str(PYTHON), "-m", "pip", "--disable-pip-version-check")
    return (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHON))


def run(*command: str, cwd: Path = ROOT) -> None:
    if subprocess.run(command, cwd=cwd, check=False).returncode:
        raise Missing(f"This command failed, see above: {' '.join(command)}")


def say(sentence: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {sentence}", flush=True)


class Stamp:
    """Remembers what a step was done for, so that running it again costs nothing."""

    def __init__(self, path: Path, *contents: bytes):
        self.path = path
        self.key = hashlib.sha256(b"\0".join(contents)).hexdigest()
        self.holds = path.exists() and path.read_text() == self.key

    def __enter__(self):
        return self

    def __exit__(self, failed, *rest):
        if not failed:
            self.path.write_text(self.key)
