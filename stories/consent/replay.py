"""After a backup was put back: the answers that it does not know. See journal.py.

What an answer refused is refused again: what was allowed before it ends, where it said less. What
it allowed comes back from nowhere, and is asked anew.
"""

from django.db import transaction
from django.utils import timezone

from stories.consent import journal, requests
from stories.gate import asked_files
from stories.models import Consent, ConsentReceipt, ConsentRequest, PortrayedPerson, StoryPage
from stories.text import languages
from stories.withdrawal import releases, unknown, withdraw

Purpose, Level = Consent.Purpose, Consent.NameLevel
FROM_JOURNAL = "Uit het logboek, na een back-up"
FULLER = [Level.FIRST, Level.FULL]


def replay() -> int:
    """Every answer of later than this database. How many were done again."""
    return journal.JOURNAL.do_again(_do_again)


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + journal.JOURNAL.write_missing()


def _do_again(entry: journal.Entry) -> bool:
    person = unknown.person_of(entry.person, is_a_no=entry.is_a_no)
    if person is None:
        return False
    with transaction.atomic():
        PortrayedPerson.objects.select_for_update().get(pk=person.pk)
        request = _write_down(entry, person)
        too_much = [row.pk for row in _given_before(entry, person) if _said_less(entry, row)]
        Consent.objects.filter(pk__in=too_much).update(withdrawn_at=timezone.now())
        if entry.is_a_no:
            asked_files.note(request, entry.asked)
            releases.end(person, entry.asked, before=entry.at)
        if entry.is_a_no or too_much:
            keys = [entry.story_key] if entry.story_key else []
            requests.answer_earlier(person, keys=keys, files=entry.asked, until=entry.at)
    withdraw.unpublish_uncovered(StoryPage.objects.filter(portrayals__person=person).distinct())
    return True


def _write_down(entry: journal.Entry, person: PortrayedPerson) -> ConsentRequest:
    """The answer, on a question of its own that is closed: its link was mailed to nobody."""
    request = ConsentRequest.objects.create(
        person=person,
        way=entry.way,
        language=entry.language,
        asked_at=entry.asked_at,
        made_at=entry.at,
        answered_at=entry.at,
        closed_at=entry.at,
    )
    ConsentReceipt.objects.create(
        key=entry.key,
        person=person,
        request=request,
        way=entry.way,
        language=entry.language,
        reason=FROM_JOURNAL,
        wording="",
        story=_story(entry),
        story_key=entry.story_key,
        file_hashes=entry.file_hashes,
        attachments=entry.attachments,
        taking=entry.taking,
        channels=entry.channels,
        name_level=entry.name_level,
        given_on=entry.given_on,
        until=entry.until,
        at=entry.at,
        replayed_at=timezone.now(),
    )
    return request


def _story(entry: journal.Entry) -> StoryPage | None:
    versions = list(StoryPage.objects.filter(translation_key=entry.story_key).order_by("pk"))
    dutch = (one for one in versions if one.language == languages.DUTCH)
    return next(dutch, versions[0] if versions else None)


def _given_before(entry: journal.Entry, person: PortrayedPerson) -> list[Consent]:
    """What is allowed here about the same: the story, or the picture where that was the question.

    Of a picture that may not be taken any more, in whatever story.
    """
    files = set(entry.file_hashes) - {""}
    alone = (files or {""}) if entry.story_key is None else set()
    rows = person.consents.filter(withdrawn_at=None, recorded_at__lte=entry.at)
    return [
        row
        for row in rows
        if (entry.story_key and row.story_key == entry.story_key)
        or (row.story_key is None and row.file_hash in alone)
        or (row.file_hash in files and not entry.taking)
        or (row.file_hash in alone - {""} and row.channel)
    ]


def _said_less(entry: journal.Entry, row: Consent) -> bool:
    """Whether this answer does not allow all that the row does."""
    if not entry.taking and (row.file_hash or row.purpose == Purpose.TAKING):
        return True
    if row.purpose == Purpose.TAKING:
        return False
    longer = entry.until and (row.until is None or row.until > entry.until)
    other = _is_fuller(row.name_level, entry.name_level)
    return row.channel not in entry.channels or bool(longer) or other


def _is_fuller(before: str, now: str) -> bool:
    """Which other name was meant, the journal does not say: any other name ends."""
    if Level.OTHER in (before, now):
        return True
    return FULLER.index(before) > FULLER.index(now)
