"""Writing hints: short sentences, gewone woorden, and people before labels.

Hints advise; nothing here keeps a story from being saved or handed in.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.utils.html import strip_tags

MOST_WORDS = 20  # in a sentence
MOST_LETTERS = 22  # in a word
LONGEST_QUOTE = 140  # characters
LONGEST_LEAD = 220  # characters: about two sentences
ALT_EXAMPLE = "Karim lacht en tilt een broodkrat"

# A full stop within a number, a time or a known abbreviation ends no sentence.
ABBREVIATIONS = ("bv", "bijv", "nr", "tel", "ca", "dr", "mr", "mevr", "dhr", "prof", "o.a", "m.a.w")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
END = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+|\n+")


class Hint(NamedTuple):
    """What to look at, and a sentence about it."""

    sentence: str
    excerpt: str = ""
    where: str = ""


@dataclass
class Draft:
    """What was written so far, as plain text."""

    title: str = ""
    lead: str = ""
    texts: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    has_picture: bool = False
    alt: str = ""

    @property
    def tells_something(self) -> bool:
        """More than a title: before that there is nothing to praise."""
        return any(text.strip() for text in (self.lead, *self.texts, *self.quotes))


def hints(draft: Draft) -> list[Hint]:
    found = [*_picture(draft), *_lead(draft.lead), *_quotes(draft.quotes)]
    for where, text in (
        ("Titel", draft.title),
        ("Inleiding", draft.lead),
        *(("Verhaal", text) for text in draft.texts),
        *(("Citaat", text) for text in draft.quotes),
    ):
        found += [Hint(hint.sentence, hint.excerpt, where) for hint in in_text(text)]
    return list(dict.fromkeys(found))


def in_text(text: str) -> list[Hint]:
    return [*long_sentences(text), *hard_words(text), *long_words(text)]


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, one by one."""
    held = ""
    for part in END.split(text):
        held = f"{held} {part}".strip()
        last = held.rstrip(".").rpartition(" ")[2].lower()
        if held.endswith(".") and last in ABBREVIATIONS:
            continue
        if held:
            yield held
        held = ""
    if held:
        yield held


def count_words(sentence: str) -> int:
    return len(sentence.split())


def long_sentences(text: str) -> Iterator[Hint]:
    for sentence in sentences(text):
        if (count := count_words(sentence)) > MOST_WORDS:
            yield Hint(f"Deze zin telt {count} woorden. Maak er twee van.", _begin(sentence))


def long_words(text: str) -> Iterator[Hint]:
    for word in dict.fromkeys(WORD.findall(text)):
        if len(word) > MOST_LETTERS:
            yield Hint(f"“{word}” is een lang woord. Kan het korter?")


def hard_words(text: str) -> Iterator[Hint]:
    """Each word of our list once, in the order in which it was written."""
    pattern, advice = _list()
    for found in dict.fromkeys(match.lower() for match in pattern.findall(text)):
        yield Hint(f"“{found}”: {advice[found]}")


@cache
def _list() -> tuple[re.Pattern, dict[str, str]]:
    advice = {}
    for group, words in listed().items():
        for forms, plainer in words.items():
            said = plainer if group == "people" else f"zeg liever “{plainer}”."
            advice |= dict.fromkeys(forms.split("|"), said)
    longest_first = sorted(advice, key=len, reverse=True)
    any_of_them = "|".join(re.escape(form) for form in longest_first)
    return re.compile(rf"(?<![\w-])(?:{any_of_them})(?![\w-])", re.IGNORECASE), advice


@cache
def listed() -> dict[str, dict[str, str]]:
    """The list as it was written: see plain_words.toml."""
    return tomllib.loads((Path(__file__).parent / "plain_words.toml").read_text())


def _picture(draft: Draft) -> Iterator[Hint]:
    if draft.has_picture and not draft.alt.strip():
        yield Hint(
            "Wat is er op de foto te zien? Schrijf het voor wie haar niet ziet, "
            f"zoals: “{ALT_EXAMPLE}”."
        )
    elif draft.alt.strip().lower().startswith(("foto van", "afbeelding van", "een foto van")):
        yield Hint("Laat “foto van” weg: zeg meteen wat er te zien is.", _begin(draft.alt))


def _lead(lead: str) -> Iterator[Hint]:
    if len(lead.strip()) > LONGEST_LEAD:
        yield Hint(
            f"De inleiding telt {len(lead.strip())} tekens. Twee zinnen zijn genoeg.",
            where="Inleiding",
        )


def _quotes(quotes: Iterable[str]) -> Iterator[Hint]:
    for quote in quotes:
        if len(quote.strip()) > LONGEST_QUOTE:
            yield Hint(
                f"Dit citaat telt {len(quote.strip())} tekens. "
                f"Tot {LONGEST_QUOTE} leest het in één blik.",
                _begin(quote),
                "Citaat",
            )


def _begin(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + ("…" if len(words) > 8 else "")


# A story of ours, as a draft --------------------------------------------------------------------


def hints_for(story) -> list[Hint]:
    return hints(draft_of(story))


def draft_of(story) -> Draft:
    blocks = list(story.body or ())
    return Draft(
        title=story.title,
        lead=story.lead,
        texts=[text for block in blocks if block.block_type != "quote" for text in _said(block)],
        quotes=[block.value.get("text", "") for block in blocks if block.block_type == "quote"],
        has_picture=bool(story.picture_id),
        alt=story.alt,
    )


def _said(block) -> list[str]:
    """What search finds in a block is what it says, in words."""
    return [strip_tags(str(text)) for text in block.block.get_searchable_content(block.value)]
