"""Answers in the journal, so that a backup brings back nothing that was refused since.

Every answer is written there: whether it takes something away depends on what the database that is
put back still allows. Hashes, keys, channels and moments; no name, and no word that was said.
What comes back is a no: a yes rests on evidence, and that went with the database. It is asked anew.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from brand.backup.journal import Journal
from stories.models import Consent, ConsentReceipt

NONE = Consent.Way.NONE  # of before answers were kept: a yes, and without proof


@dataclass(frozen=True)
class Entry:
    key: UUID
    person: UUID
    way: str
    language: str
    asked_at: datetime
    at: datetime
    given_on: date
    until: date | None
    story_key: UUID | None
    file_hashes: list[str]
    attachments: list[str]
    asked: list[str]
    taking: bool
    channels: list[str]
    name_level: str

    @property
    def is_a_no(self) -> bool:
        """To something that was asked."""
        return not self.taking or set(self.channels) != set(Consent.Channel.values)


def _said(receipt: ConsentReceipt) -> dict:
    asked = receipt.request.files.values_list("file_hash", flat=True) if receipt.request else ()
    return {
        "key": str(receipt.key),
        "person": str(receipt.person.key),
        "way": receipt.way,
        "language": receipt.language,
        "asked_at": (receipt.request.asked_at if receipt.request else receipt.at).isoformat(),
        "at": receipt.at.isoformat(),
        "given_on": receipt.given_on.isoformat(),
        "until": receipt.until.isoformat() if receipt.until else None,
        "story_key": str(receipt.story_key) if receipt.story_key else None,
        "file_hashes": receipt.file_hashes,
        "attachments": receipt.attachments,
        "asked": sorted({*asked, *receipt.file_hashes}),
        "taking": receipt.taking,
        "channels": receipt.channels,
        "name_level": receipt.name_level,
    }


def _parse(said: dict) -> Entry:
    return Entry(
        key=UUID(said["key"]),
        person=UUID(said["person"]),
        way=Consent.Way(said["way"]),
        language=str(said["language"]),
        asked_at=datetime.fromisoformat(said["asked_at"]),
        at=datetime.fromisoformat(said["at"]),
        given_on=date.fromisoformat(said["given_on"]),
        until=date.fromisoformat(said["until"]) if said["until"] else None,
        story_key=UUID(said["story_key"]) if said["story_key"] else None,
        file_hashes=[str(one) for one in said["file_hashes"]],
        attachments=[str(one) for one in said["attachments"]],
        asked=[str(one) for one in said["asked"]],
        taking=bool(said["taking"]),
        channels=[str(one) for one in said["channels"]],
        name_level=Consent.NameLevel(said["name_level"]),
    )


JOURNAL = Journal(
    folder="answers",
    what="antwoorden",
    rows=lambda: ConsentReceipt.objects.exclude(way=NONE).select_related("person", "request"),
    said=_said,
    parse=_parse,
    is_kept=lambda row: not row.person.is_demo,
)
