"""After a backup was put back: erasing again who was erased since. See journal.py."""

from django.db import transaction

from brand.models import GoneRow
from brand.privacy import access, journal


def replay() -> int:
    """Every erasure of later than this database. How many rows went again."""
    return journal.JOURNAL.do_again(_do_again)


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + journal.JOURNAL.write_missing()


@transaction.atomic
def _do_again(entry: journal.Entry) -> bool:
    GoneRow.objects.create(
        key=entry.key,
        kind=entry.kind,
        row=entry.row,
        born=entry.born,
        everywhere=entry.everywhere,
        at=entry.at,
    )
    if refuse := access.refusals().get(entry.kind):
        return refuse(entry)
    kept = access.kinds().get(entry.kind.removesuffix(journal.LINKS))
    row = _known(kept, entry) if kept else None
    if kept is None or row is None:
        return False
    if entry.kind.endswith(journal.LINKS):
        kept.close_links(row)
    else:
        access.act_for(kept, entry.everywhere)(row)
    return True


def _known(kept: access.Kept, entry: journal.Entry):
    row = kept.rows("").model._default_manager.filter(pk=entry.row).first()
    return row if row is not None and kept.born(row) == entry.born else None
