"""Objections in the journal, so that a backup shows nothing that was objected to since.

Of a sentence only a hash, with the person's key in it; never what was said about it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from brand.backup.journal import Journal
from stories.models import Objection


@dataclass(frozen=True)
class Entry:
    key: UUID
    person: UUID
    at: datetime
    story_key: UUID | None
    language: str
    file_hash: str
    films: list[str]
    sentence: str
    whole: bool


def hash_of(sentence: str, person: UUID) -> str:
    return hashlib.sha256(f"{person}:{sentence}".encode()).hexdigest()


def _said(row: Objection) -> dict:
    return {
        "key": str(row.key),
        "person": str(row.person.key),
        "at": row.made_at.isoformat(),
        "story_key": str(row.story_key) if row.story_key else None,
        "language": row.story.language if row.story else "",
        "file_hash": row.file_hash,
        "films": row.films,
        "sentence": hash_of(row.sentence, row.person.key) if row.sentence else "",
        "whole": row.whole,
    }


def _parse(said: dict) -> Entry:
    return Entry(
        key=UUID(said["key"]),
        person=UUID(said["person"]),
        at=datetime.fromisoformat(said["at"]),
        story_key=UUID(said["story_key"]) if said["story_key"] else None,
        language=str(said["language"]),
        file_hash=str(said["file_hash"]),
        films=[str(one) for one in said["films"]],
        sentence=str(said["sentence"]),
        whole=bool(said["whole"]),
    )


JOURNAL = Journal(
    folder="objections",
    what="bezwaren",
    rows=lambda: Objection.objects.select_related("person", "story"),
    said=_said,
    parse=_parse,
    is_kept=lambda row: not row.person.is_demo,
)
