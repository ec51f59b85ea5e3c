"""A backup, and putting it back: database, uploads, journal of withdrawals and secret key.

manifest.json  database.sqlite3 (or database.dump)  secret-key  journal/…  media/…
"""

import json
from dataclasses import asdict, dataclass

FORMAT = 1
MANIFEST, KEY, JOURNAL, MEDIA = "manifest.json", "secret-key", "journal/", "media/"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """A backup that cannot be made or restored; its text is a sentence for the operator."""


@dataclass(frozen=True)
class Manifest:
    """What a backup is; it is written last, so without it a backup is not whole."""

    made_at: str
    database: str
    files: int
    entries: int
    format: int = FORMAT

    def as_text(self) -> str:
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def parse(cls, text: bytes) -> "Manifest":
        try:
            found = cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise BackupError("This backup is not whole: its manifest cannot be read.") from error
        if found.format != FORMAT:
            raise BackupError(
                f"This backup has format {found.format}; this release reads {FORMAT}."
            )
        return found
