"""Where the links of a story lead: from its text, its buttons, its sources and its files.

Visitors follow them, and the address itself can say something about a person. So each is part of
what a yes is about, like the words. Read from the story as it is kept; the address of a film
elsewhere is an attachment (text/attachments.py).
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from urllib.parse import unquote

from django.utils.html import strip_tags
from wagtail.documents import get_document_model
from wagtail.models import Page

from brand import gating
from brand.text import one_line, row_number

ADDRESSES = {"url", "source_url"}  # blocks keep an address under these names
LABELS = ("label", "source", "title")
ANCHOR = re.compile(
    r"""<a\s((?:[^>"']|"[^"]*"|'[^']*')*)>(.*?)(?=</a\s*>|<a\s|$)""", re.IGNORECASE | re.DOTALL
)
GIVEN = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
FOLLOWED = ("http://", "https://", "mailto:", "tel:")


@dataclass(frozen=True)
class Link:
    """One link: to an address, to a page of this site, or to a document."""

    text: str
    url: str = ""
    page: int | None = None
    document: int | None = None
    filename: str = ""  # of the document: it stands in the address that visitors follow
    path: str = ""  # of the page, on this site

    @property
    def mark(self) -> str:
        """By which a yes knows it again; nothing in it can be read."""
        if self.page:
            return f"pagina:{self.page}"
        return f"naam:{_hash(self.filename)}" if self.document else f"naar:{_hash(self.url)}"

    @property
    def address(self) -> str:
        """As a person reads it."""
        shown = unquote(self.url or self.path).strip()
        for beginning in FOLLOWED:
            shown = shown.removeprefix(beginning)
        return shown

    @property
    def href(self) -> str:
        """What may be followed; anything else is only read."""
        return self.path or (self.url if self.url.lower().startswith(FOLLOWED) else "")


def of(story) -> list[Link]:
    """Each link; one to a page or a document that is gone leads nowhere."""
    found = _with_filenames(_in_story(story))
    numbers = {link.page for link in found if link.page}
    pages = Page.objects.in_bulk(numbers) if numbers else {}
    paths = {pk: page.full_url or page.url_path for pk, page in pages.items()}
    found = [replace(one, path=paths.get(one.page, "")) if one.page else one for one in found]
    return [one for one in found if one.path or not one.page]


def named(story) -> list[Link]:
    """Those that are named to a reader: a page that nobody can open may be a draft of others."""
    found = [link for link in of(story) if not link.document]
    pages = Page.objects.filter(pk__in={link.page for link in found if link.page})
    public = gating.seen(set(pages.live().public().values_list("pk", flat=True)))
    return [link for link in found if not link.page or link.page in public]


def marks(story) -> list[str]:
    """In their order: two links that change places lead elsewhere too."""
    return [link.mark for link in _with_filenames(_in_story(story))]


def sealed(digest: str, found: list[str]) -> str:
    """A hash of what was read, together with where it leads; without links it stays as it was."""
    return _hash("\n".join([digest, *found])) if found else digest


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _in_story(story) -> list[Link]:
    kept = story.body.stream_block.get_prep_value(story.body) if story.body else []
    return [*of_source(story), *places(kept)]


def of_source(page) -> list[Link]:
    url = getattr(page, "source_url", "")
    return [Link(one_line(page.source), url=url)] if url else []


def _with_filenames(found: list[Link]) -> list[Link]:
    numbers = {link.document for link in found if link.document}
    documents = get_document_model().objects.in_bulk(numbers) if numbers else {}
    names = {pk: document.filename for pk, document in documents.items()}
    found = [
        replace(one, filename=names.get(one.document, "")) if one.document else one for one in found
    ]
    return [one for one in found if one.filename or not one.document]


# In the body as it is kept ------------------------------------------------------------------------


def places(raw: Iterable[dict]) -> Iterator[Link]:
    for block in raw:
        value = block.get("value")
        if block.get("type") == "video" and isinstance(value, dict):
            value = {name: part for name, part in value.items() if name not in ADDRESSES}
        yield from _in_value(value)


def _in_value(value, name: str = "", label: str = "") -> Iterator[Link]:
    if isinstance(value, dict):
        own = next((value[one] for one in LABELS if isinstance(value.get(one), str)), "")
        for inner, part in sorted(value.items()):  # PostgreSQL keeps them in its own order
            yield from _in_value(part, inner, one_line(own))
    elif isinstance(value, list):
        for part in value:
            yield from _in_value(part, name, label)
    elif isinstance(value, str) and name in ADDRESSES:
        if value:
            yield Link(label, url=value)
    elif name in ("page", "document"):
        if number := row_number(value):
            yield Link(label, **{name: number})
    elif isinstance(value, str):
        yield from in_text(value)


def in_text(text: str) -> Iterator[Link]:
    for attributes, said in ANCHOR.findall(text):
        given = {
            name.lower(): unescape("".join(values)) for name, *values in GIVEN.findall(attributes)
        }
        said, kind, number = (
            one_line(unescape(strip_tags(said))),
            given.get("linktype"),
            given.get("id"),
        )
        if kind in ("page", "document"):
            if row := row_number(number):
                yield Link(said, **{kind: row})
        elif given.get("href"):
            yield Link(said, url=given["href"])
