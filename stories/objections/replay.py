"""After a backup was put back: the objections that it does not know. See journal.py.

What was objected to since is objected to again, and its story waits. A sentence is known by its
hash; where the story that came back has other words, all of it waits until its person reads it.
"""

from django.db import transaction

from brand.privacy import erasure
from stories.gate import asked_files
from stories.gate import sentences as gate_sentences
from stories.models import Objection, PortrayedPerson, StoryPage
from stories.objections import journal, recording
from stories.sharing import own_words
from stories.withdrawal import releases, unknown

WHICH = "Na een back-up: welke zin het was, staat niet in het logboek. Vraag het na."


def replay() -> int:
    """Every objection of later than this database. How many were made again."""
    return journal.JOURNAL.do_again(_do_again)


def reconcile() -> int:
    """The worker's round: the journal and the database each know what the other knows."""
    return replay() + journal.JOURNAL.write_missing()


@transaction.atomic
def _do_again(entry: journal.Entry) -> bool:
    person = unknown.person_of(entry.person, is_a_no=True)
    if person is None:
        return False
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
    if story:
        recording.take_offline([row], story)
    return True


def _story(entry: journal.Entry) -> StoryPage | None:
    """That version; where this database has it not, another that may say the same."""
    rows = StoryPage.objects.filter(translation_key=entry.story_key, taken_back_at=None)
    rows = list(rows.order_by("pk"))
    others = rows if entry.whole or entry.sentence else []
    return next((row for row in rows if row.language == entry.language), next(iter(others), None))


def _sentence(entry: journal.Entry, story: StoryPage | None) -> dict:
    """What this sentence is here, for visitors, in the newest draft or in words for sharing."""
    versions = [story, story.get_latest_revision_as_object()] if story else []
    told = [sentence for version in versions for sentence in gate_sentences.sentences(version)]
    for sentence in [*told, *(own_words.of(story) if story else ())]:
        if journal.hash_of(sentence, entry.person) == entry.sentence:
            own_words.forget(story, [sentence])
            if sentence not in told:
                own_words.forget_in_other_languages(story)
            return {"sentence": sentence, "is_of_page": sentence in told}
    return {"whole": True, "note": WHICH}
