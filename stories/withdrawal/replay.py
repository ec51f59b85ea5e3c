"""After a backup was put back: doing again what the database forgot. See journal.py."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from stories.gate import asked_files
from stories.models import Consent, Withdrawal
from stories.withdrawal import journal, unknown, withdraw


def replay() -> int:
    """Every withdrawal of later than this database. How many were done again."""
    return journal.JOURNAL.do_again(_do_again)


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + journal.write_missing()


def _do_again(entry: journal.Entry) -> bool:
    person = unknown.person_of(entry.person, is_a_no=entry.way not in Withdrawal.NO_REFUSAL)
    if person is None:
        return False
    with transaction.atomic():
        withdrawal = withdraw.end_again(
            person,
            None if entry.everywhere else entry.channels,
            entry.way,
            key=entry.key,
            at=entry.at,
            file_hashes=entry.file_hashes,
            story_keys=entry.story_keys,
            keeps_words=entry.keeps_words,
        )
        if entry.way != Withdrawal.Way.REPLACED:
            asked_files.note_of(person, set(entry.asked))
        if _was_allowed_since(withdrawal):
            # What stands now was allowed after it; there is nothing of before to take away.
            Withdrawal.objects.filter(pk=withdrawal.pk).update(swept_at=timezone.now())
            return True
    withdraw.clear_surfaces_or_defer(withdrawal)
    return True


def _was_allowed_since(withdrawal: Withdrawal) -> bool:
    later = Consent.objects.valid().filter(
        person=withdrawal.person,
        channel=Consent.Channel.WEBSITE,
        recorded_at__gt=withdrawal.at,
    )
    if withdrawal.is_about_some:
        same = Q(file_hash__in=withdrawal.file_hashes) | Q(story_key__in=withdrawal.story_keys)
        later = later.filter(same)
    return later.exists()
