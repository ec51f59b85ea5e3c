"""Whether each person in a story said yes to these very words, and by which answer.

A live version stays as it was published. The next one must have been read by all people in it: a
text that changed since a person's yes waits until that person reads it again, or until a reviewer
who did not write it records why the change does not concern that person. A consent from before
answers were kept shows what it showed, and nothing new.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from brand.gating import Obstacle
from stories.gate import sentences, standing
from stories.gate.refusals import Refusals
from stories.gate.standing import Kind, Standing
from stories.models.consent import Consent
from stories.models.objections import StoryReading
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt, HarmlessChange
from stories.text import attachments, languages
from stories.text.attachments import Attachment

OTHER_WORDS = "{who} zei ja op een andere tekst dan deze."
ANOTHER_FILE = "{who} gaf toestemming, maar niet voor {what}."
READ_AGAIN = "Laat {who} de tekst opnieuw lezen."
NO_PROOF = "De toestemming van {who} is zonder bewijs genoteerd."
ASK_AGAIN = "Vraag ze opnieuw."
NO_IMAGES = "{who} wil geen foto of film van zichzelf, en hier staat {what}."
WITHOUT_IT = "Haal de film weg, of vraag het opnieuw."
ASK_AGAIN_FOR = "Vraag het opnieuw."


class Agreement(NamedTuple):
    """One person in this version of a story."""

    person: PortrayedPerson
    receipt: ConsentReceipt | None  # the newest yes about this story
    read_at: datetime | None  # when this person agreed to these very words
    harmless: HarmlessChange | None  # who judged that the change does not touch this person
    refuses: bool = False  # does not want something that stands in these very words
    unseen: tuple[Attachment, ...] = ()  # films and files that stood in nothing they agreed to

    standing: Standing | None = None  # where there is no yes: asked, refused, stopped or ended

    @property
    def is_proven(self) -> bool:
        return self.receipt is not None and self.receipt.has_proof

    @property
    def is_current(self) -> bool:
        return bool(self.read_at or self.harmless)


def of(story) -> list[Agreement]:
    """The agreements of all people in this version, which need not be saved."""
    told = sentences.text_hash(story)
    people = [row.person for row in story.portrayals.all() if row.person_id]
    answers = (
        ConsentReceipt.objects.yes()
        .filter(person__in=people, story_key=story.translation_key)
        .select_related("request__asked_by", "recorded_by")
        .order_by("at", "pk")
    )
    pages = languages.versions_of(story).values("pk") if story.pk else []
    same = {"person__in": people, "story__in": pages}
    receipts = _newest_by_person(answers)
    refusals = Refusals(person.pk for person in people)
    notes = HarmlessChange.objects.filter(new_hash=told, **same).select_related("by")
    harmless = _newest_by_person(
        row
        for row in notes.order_by("at", "pk")
        if not refusals.came_after(row.at, row.person_id, story.translation_key)
    )
    readings = [
        row
        for row in StoryReading.objects.filter(**same).order_by("agreed_at")
        if not refusals.came_after(row.agreed_at, row.person_id, story.translation_key)
    ]
    read = _read(receipts.values(), readings, told)
    unseen = _unseen(story, people, receipts.values(), readings, refusals)
    shows = Consent.objects.valid().filter(person__in=people).for_story(story.translation_key)
    valid = set(shows.exclude(channel="").values_list("person", flat=True))
    refuse = {row.person_id for row in sentences.refused(story)}
    return [
        Agreement(
            person,
            receipts.get(person.pk),
            None if unseen.get(person.pk) else read.get(person.pk),
            None if unseen.get(person.pk) else harmless.get(person.pk),
            person.pk in refuse,
            unseen.get(person.pk, ()),
            None if person.pk in valid else _lacks(person, story),
        )
        for person in people
    ]


def _lacks(person: PortrayedPerson, story) -> Standing | None:
    found = standing.of(person, story.translation_key)
    return None if found.kind == Kind.YES else found  # of another picture; the reasons say which


def _unseen(story, people, answers, readings, refusals) -> dict[int, tuple[Attachment, ...]]:
    """Per person, the films and files of this version that stood in nothing that person agreed to.

    Of answers only the newest counts: it replaced those of before. No colleague judges that
    another film does not touch somebody: whoever is in it sees it first.
    """
    if not (there := [one for one in attachments.of(story) if not one.is_offered]):
        return {}
    known: dict[int, set[str]] = {}
    seen = [(row.person_id, row.at, row.attachments) for row in answers]
    seen += [(row.person_id, row.agreed_at, row.attachments) for row in readings]
    for person, at, marks in seen:
        known.setdefault(person, set()).update(
            attachments.agreed(kept)
            for kept in marks
            if not refusals.came_after(at, person, None, attachments.key_of(kept))
        )
    return {
        person.pk: tuple(one for one in there if one.mark not in known.get(person.pk, ()))
        for person in people
    }


def _newest_by_person(rows) -> dict:
    return {row.person_id: row for row in rows}


def _read(answers, readings, told: str) -> dict[int, datetime]:
    """A yes to the questions below these words, or to the words themselves.

    Words in another language are other words: a translation may say more than was agreed.
    """
    read = {row.person_id: row.at for row in answers if told in row.words}
    for row in readings:
        if row.text_hash == told:
            read[row.person_id] = max(row.agreed_at, read.get(row.person_id, row.agreed_at))
    return read


def obstacles(story) -> list[Obstacle]:
    """What keeps these words from being published, beside consent itself."""
    if stands(story):
        return []
    return [reason for one in of(story) for reason in _obstacles_of(one, story)]


def _obstacles_of(one: Agreement, story) -> list[Obstacle]:
    if one.receipt is None:  # nothing was allowed: the gate says so
        return []
    url = f"{reverse('consent_ask', args=[one.person.pk])}?verhaal={story.pk}"
    given = _given(one.person, story)
    if not given.exists():
        return []
    if not given.with_proof().exists():
        return [Obstacle(NO_PROOF.format(who=one.person), url, ASK_AGAIN)]
    if not one.receipt.allows_images and (films := attachments.films_of(story)):
        told = [NO_IMAGES.format(who=one.person, what=what) for what in films]
        return [Obstacle(sentence, url, WITHOUT_IT) for sentence in told]
    if one.is_current:
        return []
    if one.unseen:
        told = [ANOTHER_FILE.format(who=one.person, what=what) for what in one.unseen]
        return [Obstacle(sentence, url, ASK_AGAIN_FOR) for sentence in told]
    return [Obstacle(OTHER_WORDS.format(who=one.person), url, READ_AGAIN.format(who=one.person))]


def _given(person, story) -> QuerySet[Consent]:
    """What shows this person in this story on the website."""
    own = Consent.objects.showing(Consent.Channel.WEBSITE).filter(person=person)
    own = own.for_story(story.translation_key)
    return own.filter(file_hash=story.picture.get_file_hash()) if story.picture else own


def stands(story) -> bool:
    """Live already with these very words, pictures and people: nothing new is published."""
    row = type(story).objects.live().filter(pk=story.pk).first() if story.pk else None
    return row is not None and _fingerprint(row) == _fingerprint(story)


def _fingerprint(story) -> tuple:
    files = {picture.get_file_hash() for picture in sentences.pictures(story)}
    people = {row.person_id for row in story.portrayals.all()}
    return sentences.text_hash(story), files, people


def record_harmless_change(story, person, reason: str, by) -> HarmlessChange:
    """These words differ from what this person agreed to, and not in what touches that person."""
    before = next((one.receipt for one in of(story) if one.person == person), None)
    return HarmlessChange.objects.create(
        story_id=story.pk,
        person=person,
        old_hash=before.text_hash if before else "",
        new_hash=sentences.text_hash(story),
        reason=reason[:300],
        by=by,
    )
