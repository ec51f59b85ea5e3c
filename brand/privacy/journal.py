"""Erasures in the journal, so that a backup brings nobody back who asked to go.

And of whom an address was replaced: a backup opens no links in an earlier mailbox again.

By kind and number of each row, never by a name or address. Rows that go because their term is over
are not written: that job runs again by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from brand.backup.journal import Journal
from brand.models import GoneRow


@dataclass(frozen=True)
class Entry:
    key: UUID
    kind: str
    row: str
    born: datetime | None
    everywhere: bool
    at: datetime


LINKS = "/links"


def note_replaced_links(kind: str, row: object, born: datetime | None) -> None:
    """As the last act of the transaction that replaces the address they went to."""
    note(f"{kind}{LINKS}", row, born)


def note(kind: str, row: object, born: datetime | None, *, everywhere: bool = False) -> None:
    """As the last act of the transaction that erases it."""
    JOURNAL.write(GoneRow.objects.create(kind=kind, row=str(row), born=born, everywhere=everywhere))


def _said(gone: GoneRow) -> dict:
    return {
        "key": str(gone.key),
        "kind": gone.kind,
        "row": gone.row,
        "born": gone.born.isoformat() if gone.born else None,
        "everywhere": gone.everywhere,
        "at": gone.at.isoformat(),
    }


def _parse(said: dict) -> Entry:
    return Entry(
        key=UUID(said["key"]),
        kind=str(said["kind"]),
        row=str(said["row"]),
        born=datetime.fromisoformat(said["born"]) if said["born"] else None,
        everywhere=bool(said["everywhere"]),
        at=datetime.fromisoformat(said["at"]),
    )


JOURNAL = Journal(
    folder="erasures", what="wissingen", rows=GoneRow.objects.all, said=_said, parse=_parse
)
