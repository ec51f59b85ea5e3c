"""Words for sharing that somebody wrote instead of ours: who is in the story reads them first.

Our own proposals are made of the story, which these people read. Whoever changes them may say
something that nobody was asked about, so until each of them agreed, ours are offered. Only whole
sentences of the story need no new yes.
"""

import hashlib
import re
from collections.abc import Iterable

from brand.text import folded
from stories.gate import sentences
from stories.gate.consent import people_of
from stories.gate.refusals import Refusals
from stories.models.consent import Consent
from stories.models.objections import StoryReading
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt
from stories.models.sharing import ShareText
from stories.text import attachments

ADDRESS = re.compile(r"https?://\S+")
AROUND = ("Lees het verhaal", "Het hele verhaal staat achter de link in onze bio")  # ours
SOCIAL = Consent.Channel.SOCIAL


def of(story) -> list[str]:
    """The words about this story that nobody read in it, each once, of whatever partner."""
    rows = ShareText.objects.filter(story=story.pk).order_by("organisation", "channel", "pk")
    told = dict.fromkeys(rows.values_list("text", flat=True))
    return [text for text in told if not is_from(text, story)]


def is_from(text: str, story) -> bool:
    """Whether it only says what the story says, in whole sentences."""
    known = {folded(one) for one in (*sentences.sentences(story), *AROUND)}
    lines = sentences.lines_of(ADDRESS.sub(" ", text))
    said = {folded(one) for line in lines for one in sentences.SENTENCE.split(line)}
    return said - {""} <= known


def mark(text: str) -> str:
    """By which a yes knows these words again."""
    return hashlib.sha256(text.encode()).hexdigest()


def marks(story) -> list[str]:
    return sorted(map(mark, of(story)))


def sealed(text_hash: str, story) -> str:
    """What stood on a screen: the story, and these words beside it."""
    return attachments.sealed(text_hash, marks(story))


def lacking(text: str, story) -> list[PortrayedPerson]:
    """Who is in this story, and did not agree to these words."""
    people = people_of(story)
    if not people or is_from(text, story):
        return []
    agreed = _agreed(people, story, mark(text))
    return [person for person in people if person.pk not in agreed]


def unread_by(person: PortrayedPerson, story) -> list[str]:
    """The words that this person did not agree to, while the story may be shared."""
    given = Consent.objects.showing(SOCIAL).filter(person=person)
    if not given.for_story(story.translation_key).exists():
        return []
    return [text for text in of(story) if person.pk not in _agreed([person], story, mark(text))]


def _agreed(people: Iterable, story, wanted: str) -> set[int]:
    about = {"person__in": [person.pk for person in people]}
    answers = ConsentReceipt.objects.kept_here().filter(story_key=story.translation_key, **about)
    readings = StoryReading.objects.filter(story=story.pk, **about)
    told = answers.values_list("person", "at", "share_texts", "channels")
    seen = [(person, at, texts) for person, at, texts, channels in told if SOCIAL in channels]
    seen += readings.values_list("person", "agreed_at", "share_texts")
    refusals = Refusals(about["person__in"])
    return {
        person
        for person, at, texts in seen
        if wanted in texts and not refusals.came_after(at, person, story.translation_key)
    }


def forget(story, texts: Iterable[str]) -> None:
    """Somebody does not want them: they are offered no more, whoever wrote them."""
    ShareText.objects.filter(story=story.pk, text__in=list(texts)).delete()
