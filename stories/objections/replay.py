"""After a backup was put back: the objections that it does not know. See journal.py.

What was objected to since is objected to again, and its story waits. A sentence is known by its
hash; where the story that came back has other words, all of it waits until its person reads it.
"""

import logging

from django.db import IntegrityError, transaction

from brand.privacy import erasure
from stories.gate import asked_files
from stories.gate import sentences as gate_sentences
from stories.models import Objection, PortrayedPerson, StoryPage
from stories.objections import journal, recording
from stories.withdrawal import releases, unknown

logger = logging.getLogger(__name__)

WHICH = "Na een back-up: welke zin het was, staat niet in het logboek. Vraag het na."


def replay() -> int:
    """Every objection of later than this database. How many were made again."""
    in_order = sorted(journal.JOURNAL.missing(), key=lambda entry: entry.at)
    count = sum(_replay_one(entry) for entry in in_order)
    if count:
        logger.warning("%s bezwaren van na de back-up zijn opnieuw genoteerd", count)
    return count


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + journal.JOURNAL.write_missing()


def _replay_one(entry: journal.Entry) -> bool:
    """One that goes wrong must not keep the others from being done."""
    person = unknown.person_of(entry.person, is_a_no=True)
    if person is None:
        return False
    try:
        _do_again(entry, person)
    except IntegrityError:  # another process does it at this moment
        return False
    except Exception:
        logger.exception("Bezwaar %s uit het logboek lukte niet", entry.key)
        return False
    return True


@transaction.atomic
def _do_again(entry: journal.Entry, person: PortrayedPerson) -> None:
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    story = _story(entry)
    about = {"file_hash": entry.file_hash, "films": entry.films, "whole": entry.whole}
    if entry.sentence:
        about = _sentence(entry, story)
    if story is None and not (entry.file_hash or entry.films):
        # Of a story that was taken away, or never came: nothing of it can be shown.
        about = {"sentence": erasure.MARK, "settled_at": entry.at}
    row = Objection(key=entry.key, person=person, story=story, made_at=entry.at, **about)
    row.save()
    Objection.objects.filter(pk=row.pk).update(file_hash=entry.file_hash, story_key=entry.story_key)
    row.refresh_from_db()
    files = {entry.file_hash, *entry.films} - {""}
    asked_files.note_of(person, files)
    releases.end(person, files, before=entry.at)
    if story and story.live and gate_sentences.stands(row, story):
        story.unpublish(log_action=recording.OBJECTED)


def _story(entry: journal.Entry) -> StoryPage | None:
    rows = StoryPage.objects.filter(translation_key=entry.story_key, taken_back_at=None)
    return next((row for row in rows.order_by("pk") if row.language == entry.language), None)


def _sentence(entry: journal.Entry, story: StoryPage | None) -> dict:
    """What this sentence is here, in the version of visitors or in the newest draft."""
    versions = [story, story.get_latest_revision_as_object()] if story else []
    told = [sentence for version in versions for sentence in gate_sentences.sentences(version)]
    for sentence in told:
        if journal.hash_of(sentence, entry.person) == entry.sentence:
            return {"sentence": sentence}
    return {"whole": True, "note": WHICH}
