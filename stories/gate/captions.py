"""Words beside somebody's photograph or film on a page that is no story.

A yes to a photograph is no yes to whatever is written below it. What stands there on another page
is a sentence of a story of that person that visitors read, or of the photograph itself: those were
read and agreed to. What was online before this was asked stays, until the page is published again.
"""

from collections.abc import Iterable, Iterator

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from brand import gating
from brand.gating import Obstacle
from brand.text import folded
from stories.gate import pictures, sentences
from stories.models.consent import Consent
from stories.models.people import PortrayedPerson
from stories.models.stories import StoryPage
from stories.text import attachments

UNREAD = "Naast een foto of film van {who} staat “{line}”. {who} las dat niet."
REMEDY = (
    "Neem een zin uit het verhaal van {who}, de beschrijving van de foto zelf, of laat het weg."
)


def obstacles(page) -> list[Obstacle]:
    """Asked of pages that are no story, which asks more."""
    told = [(files, lines) for files, lines in _told(page) if files and lines]
    whose = pictures.asked_for({_key(one) for files, _ in told for one in files})
    people = _who_allow({pk for some in whose.values() for pk in some})
    known = {pk: _read_by(person) for pk, person in people.items()}
    reasons = [
        _reason(people[pk], line)
        for files, lines in told
        for pk in sorted({pk for one in files for pk in whose.get(_key(one), ())} & people.keys())
        for line in lines
        if folded(line) and folded(line) not in known[pk] | _own_words(files)
    ]
    return list(dict.fromkeys(reasons))


def _who_allow(asked: set[int]) -> dict[int, PortrayedPerson]:
    """Of the others neither the photograph is shown nor what stands beside it."""
    given = Consent.objects.showing(Consent.Channel.WEBSITE).filter(person__in=asked)
    return PortrayedPerson.objects.in_bulk(set(given.values_list("person", flat=True)))


def _reason(person: PortrayedPerson, line: str) -> Obstacle:
    said = UNREAD.format(who=person, line=line.rstrip("."))
    return Obstacle(said, pictures.ask_url(person), REMEDY.format(who=person))


def _told(page) -> Iterator[tuple[list, list[str]]]:
    """Photographs and films, each with the sentences that are about them."""
    if hero := getattr(page, "hero_picture", None):
        yield [hero], _split(sentences.lines_of(page.hero_caption))
    for field in gating.streams(type(page)):
        for part in getattr(page, field.name) or ():
            value = part.value
            files = [one for _, one in gating.values_in(value)] if hasattr(value, "items") else []
            files = [one for one in files if isinstance(one, get_image_model())]
            if about := getattr(part.block, "about", ()):
                files += [value.get(name) for name in about]
                yield [one for one in files if one], _split(sentences.said_in(value))
            elif files:
                yield files, _split(sentences.lines_of(value.get("alt") or ""))


def _split(lines: Iterable[str]) -> list[str]:
    return [one for line in lines for one in sentences.SENTENCE.split(line)]


def _key(file) -> str:
    if isinstance(file, str):
        return attachments.key_of_address(file)
    if isinstance(file, get_document_model()):
        return attachments.file_hash(file)
    return file.get_file_hash()


def _read_by(person: PortrayedPerson) -> set[str]:
    """Every sentence of this person's stories that visitors read, or that were agreed to.

    Without what this person said no to since.
    """
    agreed = set(person.readings.values_list("text_hash", flat=True))
    for receipt in person.receipts.yes():
        agreed |= receipt.words
    told: set[str] = set()
    refused = list(person.objections.holding())
    stories = StoryPage.objects.filter(portrayals__person=person).distinct()
    for story in stories.exclude(
        translation_key__in=[row.story_key for row in refused if row.whole]
    ):
        draft = story.get_latest_revision_as_object()
        told.update(sentences.sentences(story) if story.live else ())
        told.update(sentences.sentences(draft) if sentences.text_hash(draft) in agreed else ())
    return set(map(folded, told)) - {folded(row.sentence) for row in refused}


def _own_words(files: Iterable) -> set[str]:
    """What goes with a photograph wherever it stands; see review/file_lock.py."""
    told = [one for one in files if isinstance(one, get_image_model())]
    lines = [
        line for one in told for text in (one.alt, one.credit) for line in sentences.lines_of(text)
    ]
    return {folded(one) for one in _split(lines)}
