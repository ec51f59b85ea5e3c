"""Static files under hashed names, compressed, and gathered once."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from whitenoise import compress
from whitenoise.storage import CompressedManifestStaticFilesStorage

MADE_BY = ("Django", "whitenoise", "brotli")


LARGE = 200_000  # bytes; only the back office has files that large


class Compressor(compress.Compressor):
    """A large file keeps a tenth that brotli would take off in five times the time."""

    @staticmethod
    def compress_brotli(data):
        return brotli.compress(data, quality=9 if len(data) > LARGE else 11)


class HashedStatic(CompressedManifestStaticFilesStorage):
    """Static files under hashed names.

    Third-party styles and scripts point at source maps and pictures that their packages leave
    out; such a reference stays as it was written instead of stopping the set-up.
    """

    manifest_strict = False

    def hashed_name(self, name, content=None, filename=None):
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name

    def create_compressor(self, **options):
        return Compressor(**options)

    def compress_files(self, paths):
        """Pages name a file by its hashed name; browsers ask for a source map nowhere else."""
        named = set(self.hashed_files.values())
        return super().compress_files(
            path for path in paths if path in named and not path.endswith(".map")
        )


def gather() -> bool:
    """Gather the static files, unless these same ones stand there; returns whether it did.

    Naming and compressing them takes some twenty seconds, and a site is prepared at every start.
    """
    root = Path(settings.STATIC_ROOT)
    note, fingerprint = root.with_name(f"{root.name}.gathered"), _fingerprint()
    if note.exists() and note.read_text() == fingerprint and _all_there(root):
        return False
    note.unlink(missing_ok=True)  # what is broken off now is done again
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(fingerprint)
    return True


def _fingerprint() -> str:
    """Of every file by name and content, and of what they are made with."""
    found = hashlib.sha256()
    for one in (settings.STATIC_URL, *(f"{name} {version(name)}" for name in MADE_BY)):
        found.update(f"{one}\n".encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                content = hashlib.file_digest(file.file, "sha256").hexdigest()
            found.update(f"{path} {content}\n".encode())
    return found.hexdigest()


def _all_there(root: Path) -> bool:
    manifest = root / "staticfiles.json"
    if not manifest.exists():
        return False
    return all(
        (root / name).exists() for name in json.loads(manifest.read_text())["paths"].values()
    )
