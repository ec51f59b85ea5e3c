"""A version that is still told in another language than its own does not appear as that version.

Two questions. Does a paragraph stand there exactly as in the Dutch story? And do its small words
belong to another language? Small words are enough to tell three languages apart; names and words
that languages share say nothing.
"""

import re
from collections.abc import Iterable

from django.urls import reverse
from django.utils.text import Truncator

from brand.gating import Obstacle
from brand.text import folded
from stories.gate import sentences
from stories.text import languages

APOSTROPHE = re.compile("['’]")
A_SENTENCE = 4  # words; a shorter line may be a name
ENOUGH = 4  # small words of one language, before they say something
SMALL_WORDS = {
    "nl": "het een van ik niet dat te met voor op zijn er aan ook hij zij ze wij maar bij naar om "
    "als nog heeft werd mijn dan kan wat deze hun uit geen wordt waar toen die",
    "fr": "le les un une et du je ne pas que est pour sur il elle nous vous mais chez dans au aux "
    "qui ce cette son sa ses mon ma être avec sont été j l d qu c n",
    "en": "the and of that with for she they but at it his her my as be by this are have has "
    "not from you your their which were when",
}
SMALL = {code: frozenset(map(folded, words.split())) for code, words in SMALL_WORDS.items()}
STILL_DUTCH = "Dit staat nog in het {other}, en dit is de {own} versie: {which}."
WHOLE = "Het verhaal is in het {other} geschreven, en dit is de {own} versie."


def obstacles(story, original) -> list[Obstacle]:
    """What still has to be translated; `original` is the Dutch version, or the story itself."""
    told = list(_paragraphs(story))
    if original.pk != story.pk:
        dutch = _written_in(original)
        left = [text for text in told if folded(text) in dutch or _is_in(text, original, story)]
        if left:
            sentence = STILL_DUTCH.format(which=_named(left), **_names(story, original.language))
            return [_obstacle(sentence, story)]
    other = spoken(" ".join(told))
    if other and other != story.language:
        return [_obstacle(WHOLE.format(**_names(story, other)), story)]
    return []


def spoken(text: str) -> str:
    """The language of a text: nl, fr or en; empty where its small words do not say."""
    words = folded(APOSTROPHE.sub(" ", text)).split()
    counts = {code: sum(word in small for word in words) for code, small in SMALL.items()}
    first, second, *_ = sorted(counts, key=counts.get, reverse=True)
    clear = counts[first] >= ENOUGH and counts[first] >= 3 * counts[second]
    return first if clear else ""


def _is_in(text: str, original, story) -> bool:
    found = spoken(text)
    return bool(found) and found == original.language != story.language


def _paragraphs(story) -> Iterable[str]:
    """Each line of the text, as a visitor reads it; the title may be a name."""
    return (" ".join(paragraph) for paragraph in sentences.paragraphs(story)[1:])


def _written_in(original) -> set[str]:
    """What the Dutch story says online and in its draft, but for what may be a name."""
    rows = [original]
    if draft := original.latest_revision:
        rows.append(draft.as_object())
    lines = {folded(text) for row in rows for text in _paragraphs(row)}
    return {line for line in lines if len(line.split()) >= A_SENTENCE}


def _names(story, other: str) -> dict[str, str]:
    return {"other": languages.NAMES[other], "own": languages.VERSION[story.language]}


def _named(texts: list[str]) -> str:
    shown = ", ".join(f"“{Truncator(text.rstrip('.')).chars(80)}”" for text in texts[:3])
    more = len(texts) - 3
    return f"{shown} en nog {more}" if more > 0 else shown


def _obstacle(sentence: str, story) -> Obstacle:
    url = reverse("wagtailadmin_pages:edit", args=[story.pk]) if story.pk else ""
    return Obstacle(sentence, url, "Vertaal dit eerst.")
