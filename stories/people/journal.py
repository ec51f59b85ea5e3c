"""Replaced addresses and numbers in the journal: a backup does not open an earlier mailbox again.

Neither the old address stands in it nor the new one. After a backup the links that it brought back
are closed and the address or number is emptied, so that nothing more goes there; which one came in
its place, only people know.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from brand.backup.journal import Journal
from stories.consent import requests
from stories.models import ContactChange, PortrayedPerson


@dataclass(frozen=True)
class Entry:
    key: UUID
    person: UUID
    of_address: bool
    of_telephone: bool
    at: datetime


def _said(row: ContactChange) -> dict:
    return {
        "key": str(row.key),
        "person": str(row.person.key),
        "of_address": row.of_address,
        "of_telephone": row.of_telephone,
        "at": row.at.isoformat(),
    }


def _parse(said: dict) -> Entry:
    return Entry(
        key=UUID(said["key"]),
        person=UUID(said["person"]),
        of_address=bool(said["of_address"]),
        of_telephone=bool(said["of_telephone"]),
        at=datetime.fromisoformat(said["at"]),
    )


JOURNAL = Journal(
    folder="contacts",
    what="vervangen adressen en nummers",
    rows=lambda: ContactChange.objects.select_related("person"),
    said=_said,
    parse=_parse,
    is_kept=lambda row: not row.person.is_demo,
)


def replay() -> int:
    """Every change of later than this database. How many closed links again."""
    return JOURNAL.do_again(_do_again)


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + JOURNAL.write_missing()


@transaction.atomic
def _do_again(entry: Entry) -> bool:
    person = PortrayedPerson.objects.select_for_update().filter(key=entry.person).first()
    if person is None:  # who is not here has no links here
        return False
    person.contact_changes.create(
        key=entry.key,
        of_address=entry.of_address,
        of_telephone=entry.of_telephone,
        is_from_journal=True,
        at=entry.at,
    )
    requests.replace_links(person)
    emptied = {"email": entry.of_address, "phone": entry.of_telephone}
    PortrayedPerson.objects.filter(pk=person.pk).update(
        **{name: "" for name, goes in emptied.items() if goes}
    )
    return True


def emptied():
    """Whose address or number went so, and was not filled in since."""
    changes = ContactChange.objects.filter(is_from_journal=True, person__erased_at=None)
    gone = Q(of_address=True, person__email="") | Q(of_telephone=True, person__phone="")
    return PortrayedPerson.objects.filter(pk__in=changes.filter(gone).values("person"))
