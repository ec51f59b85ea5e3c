"""Words for sharing that somebody wrote instead of ours: who is in the story reads them first.

Our own proposals are made of the story, which these people read. Whoever changes them may say
something that nobody was asked about, so until each of them agreed, ours are offered. Only whole
sentences of the story need no new yes. What is printed asks a yes for print.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime

from brand.models.campaigns import Channel as Outlet
from brand.text import folded
from stories.gate import sentences
from stories.gate.consent import people_of
from stories.gate.refusals import Refusals
from stories.models.consent import Consent
from stories.models.objections import Objection, StoryReading
from stories.models.people import PortrayedPerson
from stories.models.receipts import ConsentReceipt
from stories.models.sharing import ShareText
from stories.text import attachments, languages

ADDRESS = re.compile(r"https?://\S+")
AROUND = ("Lees het verhaal", "Het hele verhaal staat achter de link in onze bio")  # ours
SOCIAL, PRESS = Consent.Channel.SOCIAL, Consent.Channel.PRESS


def asks(outlet: str) -> str:
    """The channel that people allow, for words of this outlet."""
    return PRESS if outlet == Outlet.POSTER else SOCIAL


def of(story) -> list[str]:
    """The words about this story that nobody read in it, each once, of whatever partner."""
    rows = ShareText.objects.filter(story=story.pk).order_by("organisation", "channel", "pk")
    told = dict.fromkeys(rows.values_list("text", flat=True))
    return [text for text in told if not is_from(text, story)]


def is_from(text: str, story) -> bool:
    """Whether it only says what the story says, in whole sentences."""
    return not beyond(text, story)


def beyond(text: str, story) -> set[str]:
    """The sentences in it that the story does not say, folded."""
    known = {folded(one) for one in (*sentences.sentences(story), *AROUND)}
    return said(text) - known


def said(text: str) -> set[str]:
    lines = sentences.lines_of(ADDRESS.sub(" ", text))
    return {folded(one) for line in lines for one in sentences.SENTENCE.split(line)} - {""}


def mark(text: str) -> str:
    """By which a yes knows these words again."""
    return hashlib.sha256(text.encode()).hexdigest()


def marks(story) -> list[str]:
    return sorted(map(mark, of(story)))


def sealed(text_hash: str, story) -> str:
    """What stood on a screen: the story, and these words beside it."""
    return attachments.sealed(text_hash, marks(story))


def lacking(text: str, story, channel: str = SOCIAL) -> list[PortrayedPerson]:
    """Who is in this story, and did not agree to these words there."""
    people = people_of(story)
    if not people or is_from(text, story):
        return []
    agreed = _agreed(people, story, text, channel)
    return [person for person in people if person.pk not in agreed]


def lacking_in_print(text: str, story) -> list[PortrayedPerson]:
    """The same for a poster, which says the story's sentences and those that were read for it."""
    more = beyond(text, story)
    people = people_of(story) if more else []
    read: dict[int, set[str]] = {person.pk: set() for person in people}
    kept = ShareText.objects.filter(story=story.pk, channel=Outlet.POSTER) if people else ()
    for row in kept:
        for person in _agreed(people, story, row.text, PRESS):
            read[person] |= said(row.text)
    return [person for person in people if not more <= read[person.pk]]


def unread_by(person: PortrayedPerson, story) -> list[str]:
    """The words that this person did not agree to, while they may be used where they are for."""
    given = person.consents.valid().filter(purpose=Consent.Purpose.PUBLISHING)
    allowed = set(given.for_story(story.translation_key).values_list("channel", flat=True))
    if not allowed.intersection((SOCIAL, PRESS)):
        return []
    rows = ShareText.objects.filter(story=story.pk, text__in=of(story))
    asked = dict.fromkeys(
        (text, asks(outlet)) for outlet, text in rows.values_list("channel", "text")
    )
    unread = [
        text
        for text, channel in asked
        if channel in allowed and person.pk not in _agreed([person], story, text, channel)
    ]
    return list(dict.fromkeys(unread))


def _agreed(people: Iterable, story, text: str, channel: str) -> set[int]:
    """Who read these words and agreed, and refused nothing of what they say since."""
    wanted = mark(text)
    about = {"person__in": [person.pk for person in people]}
    answers = ConsentReceipt.objects.kept_here().filter(story_key=story.translation_key, **about)
    readings = StoryReading.objects.filter(story=story.pk, **about)
    told = answers.values_list("person", "at", "share_texts", "channels")
    seen = [(person, at, texts) for person, at, texts, channels in told if channel in channels]
    seen += readings.values_list("person", "agreed_at", "share_texts")
    refusals = Refusals(about["person__in"])
    found = [
        (person, at)
        for person, at, texts in seen
        if wanted in texts and not refusals.came_after(at, person, story.translation_key)
    ]
    refused = _refused(text, story, about) if found else []
    return {
        person
        for person, at in found
        if not any(one == person and since > at for one, since in refused)
    }


def _refused(text: str, story, about: dict) -> list[tuple[int, datetime]]:
    """Who said no to these words or to a sentence in them, and when; whoever settled it since."""
    rows = Objection.objects.filter(story_key=story.translation_key, **about).exclude(sentence="")
    told = {*said(text), folded(text)}
    return [(row.person_id, row.made_at) for row in rows if folded(row.sentence) in told]


def forget(story, texts: Iterable[str]) -> None:
    """Somebody does not want them: they are offered no more, whoever wrote them."""
    ShareText.objects.filter(story=story.pk, text__in=list(texts)).delete()


def forget_in_other_languages(story) -> None:
    """Nobody knows which of them say the same: who shares those versions writes them again."""
    for version in languages.versions_of(story).exclude(pk=story.pk):
        forget(version, of(version))
