"""Objections to a picture or a sentence: until settled, the story waits."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from brand import mail
from stories.consent import requests
from stories.gate import asked_files, elsewhere, four_eyes
from stories.gate import films as gate_films
from stories.gate import sentences as gate_sentences
from stories.gate.refusals import Refusals
from stories.models import Consent, Objection, PortrayedPerson, StoryPage, StoryReading, Withdrawal
from stories.objections import journal
from stories.sharing import own_words
from stories.text import attachments, languages
from stories.withdrawal import recipients, releases, withdraw

By = Objection.SettledBy
SETTLED = ["settled_at", "settled_by", "settled_as", "is_taken_out"]
OBJECTED = "stories.objected"
SOMEONE_ELSE = (
    "Dit staat nog in het verhaal, en jij schreef eraan mee. Haal het weg, of laat iemand anders "
    "na overleg met {who} zeggen hoe het opgelost is."
)


class ObjectionRefused(Exception):
    """This person may not say that it is settled; the message says why."""


@transaction.atomic
def agree(person: PortrayedPerson, story: StoryPage, text_hash: str) -> StoryReading:
    """The person read this text and says that it is right; saying so twice is once.

    After a no it is said anew.

    What was refused before is settled by that: the person read it again and agrees. What does not
    stand in it stays refused: it was not agreed to.
    """
    about = {"story_id": story.pk, "person": person, "text_hash": text_hash}
    about["share_texts"] = own_words.marks(story)
    reading = StoryReading.objects.filter(**about).first()
    if reading is None or _was_refused_since(reading, story):
        reading = StoryReading.objects.create(
            **about, revision=story.latest_revision, attachments=attachments.marks(story)
        )
    films = asked_files.films_in([story])
    asked_files.note_of(person, films - elsewhere.shown(person, [story]))
    releases.end(person, films)
    for row in person.objections.filter(story_id=story.pk):
        stands = gate_sentences.stands(row, story)
        if row.settled_at is None:
            row.is_taken_out = not stands
            _settle(row, None, By.PERSON)
        elif stands:  # what came back, or stayed, is agreed to now
            row.is_taken_out, row.settled_by, row.settled_as = False, None, By.PERSON
            row.save(update_fields=["is_taken_out", "settled_by", "settled_as"])
    return reading


@transaction.atomic
def refuse(
    person, story: StoryPage, *, sentences=(), pictures=(), films=(), note="", request=None
) -> list[Objection]:
    """Write down what must go; what is refused already is not written twice.

    request: on whose page it is said.

    A note alone is about the whole story, with the films in it wherever they stand.
    Where visitors can read it now, the story leaves the site at once; of a sentence, and of a whole
    story, in every language.
    """
    PortrayedPerson.objects.select_for_update().get(pk=person.pk)
    made, played = [], {key for film in films for key in film.keys}
    allowed = played & attachments.films_among(kept for _, kept in gate_films.allowed({person.pk}))
    files = {picture.get_file_hash(): picture for picture in pictures}
    parts = [(_of_sentence(text, story), {"note": note}) for text in sentences]
    parts += [({"file_hash": file}, {"note": note, "picture": files[file]}) for file in files]
    parts += [({"films": film.keys}, {"note": note}) for film in films]
    asked_files.note_of(person, _told_of(story, pictures, played, bool(parts)), request)
    about = {"story_id": story.pk, "person": person}
    whole = {"films": sorted(asked_files.films_in([story]))}
    for fields, more in parts or [({"whole": True, "note": note}, whole)]:
        same = Objection.objects.filter(**about, **fields)
        if same.filter(settled_at=None).exists():
            continue
        made.append(Objection.objects.create(request=request, **about, **fields, **more))
        same.filter(is_taken_out=True).update(is_taken_out=False)  # the new one counts from now
    own_words.forget(story, sentences)
    if any(not row.is_of_page for row in made):
        own_words.forget_in_other_languages(story)
    live = StoryPage.objects.get(pk=story.pk)
    take_offline(made, live)
    _take_back(person, [*files, *(_made_place(person, story) if files else ())], allowed)
    about = {*files, *played} if parts else asked_files.files_of([story])
    requests.answer_earlier(person, keys=[live.translation_key], files=about)
    releases.after_a_no(person, set(about))
    for user in recipients.responsible_for(person) if made else ():
        mail.post("stories.emails.objected", f"{story.pk}-{user.pk}")
    for row in made:  # last: what fails before leaves no file behind
        journal.JOURNAL.write(row)
    return made


def take_offline(made: Collection[Objection], story: StoryPage) -> None:
    """The version that was refused, and those in other languages that may say the same."""
    for version in list(languages.versions_of(story).live()):
        version.refresh_from_db(fields=["live"])  # it may have left with another
        if version.live and any(gate_sentences.holds(row, version) for row in made):
            version.unpublish(log_action=OBJECTED)


def _of_sentence(sentence: str, story: StoryPage) -> dict:
    """On the page, or only in words for sharing it."""
    versions = (story, StoryPage.objects.get(pk=story.pk))
    told = any(sentence in gate_sentences.sentences(version) for version in versions)
    return {"sentence": sentence, "is_of_page": told}


def _was_refused_since(reading: StoryReading, story: StoryPage) -> bool:
    """By who read it then, and in whatever language: a yes of before covers nothing any more."""
    person, key = reading.person_id, story.translation_key
    since = {"story_key": key, "made_at__gt": reading.agreed_at}
    if Objection.objects.filter(person=person, **since).exists():
        return True
    return Refusals({person}).came_after(reading.agreed_at, person, key)


def _told_of(story: StoryPage, pictures, films: set[str], is_part: bool) -> set[str]:
    """The photographs and films that are this person's from now on: with whatever was refused.

    Who refuses one part says nothing of what visitors see already, by the yes of others.
    """
    found = asked_files.files_of([story], pictures)
    if not is_part:
        return found
    named = {picture.get_file_hash() for picture in pictures} | films
    return named | (found - elsewhere.public([story]))


def _made_place(person: PortrayedPerson, story: StoryPage) -> list[str]:
    """What is online until the photograph that is refused takes its place: a reader sees that."""
    rows = person.consents.valid().exclude(replaced_at=None)
    return list(rows.for_story(story.translation_key).values_list("file_hash", flat=True))


def _take_back(person: PortrayedPerson, files: Collection[str], films: set[str]) -> None:
    """A refused picture or film that was allowed goes, everywhere; the words wait for another."""
    given = person.consents.valid().filter(file_hash__in={*files} - {""})
    if allowed := set(given.values_list("file_hash", flat=True)) | films:
        withdraw.withdraw(person, file_hashes=allowed, keeps_words=True, way=Withdrawal.Way.LINK)


@transaction.atomic
def settle_what_changed(story, by=None) -> int:
    """Settle objections to what the author removed, and notify the person; returns how many.

    An objection is open again when its text was put back.
    """
    for row in Objection.objects.filter(story=story.pk, is_taken_out=True):
        if gate_sentences.stands(row, story):
            row.settled_at, row.settled_by, row.settled_as = None, None, ""
            row.is_taken_out = False
            row.save(update_fields=SETTLED)
    rows = Objection.objects.filter(story=story.pk).unsettled().select_related("person")
    gone = [row for row in rows if not gate_sentences.stands(row, story)]
    for row in gone:
        row.is_taken_out = True
        _settle(row, by, By.COLLEAGUE)
    return len(gone)


def may_settle(objection: Objection, by) -> bool:
    """Whether this user may settle it: an author of the story may not while the text stands."""
    if not _stands(objection):
        return True
    versions = StoryPage.objects.filter(pk=objection.story_id)
    if objection.whole:
        versions = StoryPage.objects.filter(translation_key=objection.story_key)
    authors = four_eyes.authors_of(versions.values_list("pk", flat=True))
    return not any(by.pk in some for some in authors.values())


def _stands(objection: Objection) -> bool:
    if objection.whole:
        return True
    page = StoryPage.objects.filter(pk=objection.story_id).first()
    if page is None:
        return False
    versions = [page.get_latest_revision_as_object(), *([page] if page.live else [])]
    return any(gate_sentences.stands(objection, version) for version in versions)


@transaction.atomic
def settle(objection: Objection, note: str, by) -> None:
    """Solved in another way, which the note says."""
    if not may_settle(objection, by):
        raise ObjectionRefused(SOMEONE_ELSE.format(who=objection.person))
    if objection.settled_at is None:
        told = f"{objection.note} → {note}" if objection.note else f"→ {note}"
        objection.note = Truncator(told).chars(300)
        objection.is_taken_out = not _stands(objection)
        _settle(objection, by, By.COLLEAGUE)


def _settle(objection: Objection, by, settled_as: By) -> None:
    objection.settled_at, objection.settled_by = timezone.now(), by
    objection.settled_as = settled_as
    objection.save(update_fields=[*SETTLED, "note"])
    if settled_as == By.COLLEAGUE and objection.person.email:
        said_on = objection.request
        is_open = said_on and said_on.way == Consent.Way.LINK and not said_on.closed_at
        own = said_on if is_open else requests.own_link(objection.person)
        mail.post("stories.emails.settled", f"{objection.pk}-{own.pk}")
