"""A story as the people in it read it back: sentence by sentence, and picture by picture."""

import hashlib
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import normalize_newlines

from brand.text import folded, one_line
from stories.models.objections import Objection
from stories.text import attachments, facts, figures, links
from stories.text.blocks import pictures_in, pictures_of_people

FIELDS = ("title", "lead", "prejudice", "fact", "lesson", "evidence")
# What visitors read beside the text, or hear of the picture; `alt` is the picture's own when empty.
BESIDE = ("alt", "sector", "source", "come_and_see", "contact_name", "invitation_name")
BESIDE += ("seo_title", "search_description")
PARAGRAPH = re.compile(r"</(?:p|h\d|li|blockquote)>|<(?:br|hr)\s*/?>|\n+", re.IGNORECASE)
SENTENCE = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”\"’']))\s+(?=[A-ZÀ-Þ“\"‘'0-9])")
NO_TEXT = (
    "Dit verhaal heeft nog geen tekst{where}. Wie antwoordt, kan die dus niet lezen, en je vraagt "
    "het opnieuw zodra ze er staat. Schrijf ze liever eerst. Gaat het nu om de foto, vraag dan al."
)
CLOSE = 0.8  # the share of letters two sentences have in common, in their order
A_SENTENCE = 3  # words; fewer may stand in any sentence by chance
# What a block says in words; choices, addresses and numbers of files are no words.
SILENT = {"url", "source_url", "page", "document", "file", "captions", "is_example"}
SILENT |= {"shows_nobody_why"}


def paragraphs(story) -> list[list[str]]:
    """Its text, as sentences per paragraph, in the order in which a visitor reads them."""
    lines = [line for name in FIELDS for line in lines_of(getattr(story, name))]
    return [SENTENCE.split(line) for line in (*lines, *_said(story.body))]


def paragraphs_of(source: str) -> list[str]:
    """Rich text as plain lines."""
    parts = PARAGRAPH.split(normalize_newlines(source or ""))
    plain = (one_line(unescape(strip_tags(part))) for part in parts)
    return [part for part in plain if part]


def lines_of(text: str) -> list[str]:
    """The lines of a plain field. What stands between < and > is read there like the rest."""
    plain = (one_line(part) for part in normalize_newlines(text or "").split("\n"))
    return [part for part in plain if part]


def nothing_to_read(story) -> str:
    """Before somebody is asked about it: that there is no text to judge yet; "" when there is."""
    if story is None or any(_said(story.body)):
        return ""
    return NO_TEXT.format(where=" onder de inleiding" if story.lead else "")


def beside(story) -> list[str]:
    """Beside the text: about the picture, the contact person, the page itself, and figures."""
    told = [*_fields_beside(story), *credits_in(story), *figures.lines(story)]
    return [*told, *facts.lines(story)]


def _fields_beside(story) -> list[str]:
    return [line for name in BESIDE for line in lines_of(getattr(story, name))]


def credits_in(story) -> list[str]:
    """Who made its pictures, each once, as visitors read it with them."""
    made_by = [line for picture in every_picture(story) for line in lines_of(picture.credit)]
    return list(dict.fromkeys(made_by))


def sentences(story) -> list[str]:
    """All text, as sentences that a person can object to."""
    return [*_sentences_told(story), *beside(story)]


def _sentences_told(story) -> list[str]:
    return [sentence for paragraph in paragraphs(story) for sentence in paragraph]


def text_hash(story) -> str:
    """Two stories with the same words and all that stands with them have the same."""
    return attachments.sealed(told_hash(story), facts.lines(story))


def told_hash(story) -> str:
    """The same without what only the page says: a copy of it may stand with another partner."""
    return with_what_stands_there(words_hash(story), story)


def with_what_stands_there(digest: str, story) -> str:
    """This hash, with the films and files, where links lead, who made the pictures, and figures.

    Each is sealed in its turn, so that a hash of before it counted can be carried over.
    """
    told = attachments.sealed(digest, attachments.marks_for_hash(story))
    told = attachments.sealed(links.sealed(told, links.marks(story)), credits_in(story))
    return attachments.sealed(told, figures.lines(story))


def words_hash(story) -> str:
    told = [*_sentences_told(story), *_fields_beside(story)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def key(sentence: str) -> str:
    """By which a form knows this sentence, wherever it stands."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def pictures(story) -> list:
    """The pictures that show recognisable people; the story's own comes first."""
    own = [story.picture] if story.picture else []
    shown = [*own, *([] if story.shows_nobody else pictures_of_people(story.body))]
    return list({picture.pk: picture for picture in shown}.values())


def every_picture(story) -> list:
    """The story's own picture and each in its text, whatever was ticked."""
    own = [story.picture] if story.picture else []
    return list(
        {one.pk: one for one in (*own, *(one for one, _ in pictures_in(story.body)))}.values()
    )


def stands(objection: Objection, story) -> bool:
    """Whether the refused sentence or picture still is in this version.

    A sentence that was only rephrased slightly still counts: its person, or a colleague who asked
    them, decides whether it may stay.
    """
    if objection.whole:
        return True
    if objection.sentence:
        return _is_told(objection.sentence, sentences(story))
    if objection.films:
        return not {one.key for one in attachments.of(story)}.isdisjoint(objection.films)
    return objection.file_hash in {one.get_file_hash() for one in pictures(story)} - {""}


def films_refused(objection: Objection, story) -> str:
    """What the films that it is about are called in this version; "" when none stands there."""
    titles = [one.title for one in attachments.films_of(story) if one.key in objection.films]
    return ", ".join(dict.fromkeys(titles))


def _is_told(refused: str, told: list[str]) -> bool:
    """Whether these words are told, in whatever writing, or something close to them."""
    words = folded(refused)
    if not words:
        return refused in told
    lines = [folded(sentence) for sentence in told]
    if len(words.split()) >= A_SENTENCE and f" {words} " in f" {' '.join(lines)} ":
        return True
    return any(_are_close(words, line) for line in lines)


def _are_close(one: str, other: str) -> bool:
    match = SequenceMatcher(None, one, other, autojunk=False)
    return (
        match.real_quick_ratio() > CLOSE and match.quick_ratio() > CLOSE and match.ratio() > CLOSE
    )


def refused(story) -> list[Objection]:
    """Open objections that still apply to this version: it may not appear."""
    if not story.pk:
        return []
    rows = Objection.objects.holding().filter(story_key=story.translation_key)
    return [row for row in rows.select_related("person", "picture", "story") if holds(row, story)]


def holds(row: Objection, story) -> bool:
    """Whether this objection keeps this version back.

    What was said of another language's version, also of one that was deleted since: nobody knows
    yet which words here say the same, so all of it waits until its person agreed to these, or two
    colleagues to what became of it.
    """
    if row.story_id == story.pk:
        return stands(row, story)
    return row.is_of_every_language and not is_established(row, story)


def is_established(row: Objection, story) -> bool:
    """Of exactly these words; see objections/counterparts.py.

    A change after that counts too, once a reviewer noted why it does not touch this person.
    """
    now = text_hash(story)
    read = row.person.readings.filter(story=story.pk, agreed_at__gt=row.made_at, text_hash=now)
    if read.exists():
        return True
    said = row.counterparts.filter(story=story.pk).exclude(agreed_at=None).first()
    if said is None or said.text_hash == now:
        return said is not None
    harmless = row.person.harmless_changes.filter(story=story.pk, new_hash=now)
    return harmless.filter(at__gt=said.agreed_at).exists()


def said_in(value) -> list[str]:
    """Every line of every text in a block."""
    return list(_said(value))


def _said(value, name: str = "") -> Iterator[str]:
    """Every line of every text in a block's value."""
    if name in SILENT or value is None:
        return
    if isinstance(value, str):
        yield from lines_of(value)
    elif hasattr(value, "source"):
        yield from paragraphs_of(value.source)
    elif hasattr(value, "raw_data") or isinstance(value, list) or hasattr(value, "bound_blocks"):
        yield from _parts(value)


def _parts(value) -> Iterator[str]:
    if hasattr(value, "items"):  # a struct
        for name, part in value.items():
            yield from _said(part, name)
        return
    for part in value:
        yield from _said(getattr(part, "value", part))
