"""Newsletters at the service and our own: taking out of them what may not be shown any more."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from bs4 import BeautifulSoup, Tag

from brand.audience.service import Newsletter

# What a piece of a newsletter stands in: the nearest of the first kind, else of the second.
PIECES, PARTS = ["tr", "article", "section", "li"], ["table", "div", "p"]
NEUTRAL = "Nieuwsbrief"


@dataclass
class Cleaned:
    """Titles of newsletters: taken in hand, taken off the calendar, and beyond recall."""

    changed: list[str] = field(default_factory=list)
    unplanned: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


class Kept(Protocol):
    """The part of a newsletter service that is asked here; each as in `Service`."""

    def newsletters(self) -> list[Newsletter]: ...

    def content(self, newsletter: Newsletter) -> str: ...

    def replace(self, newsletter: Newsletter, html: str, **words: str) -> None: ...


def clean(
    service: Kept, is_gone: Callable[[str], bool], names_it: Callable[[str], bool]
) -> Cleaned:
    """Take every piece with a link or picture for which `is_gone(address)` out of the drafts.

    A subject or preview text for which `names_it(text)` becomes a neutral one. Safe to repeat.
    Raises AudienceError.
    """
    found = Cleaned()
    for newsletter in service.newsletters():
        html, taken = without(service.content(newsletter), is_gone, names_it)
        words = _neutral_words(newsletter, names_it)
        if newsletter.is_sent and taken:
            found.sent.append(_name(newsletter, names_it))
        elif taken or words:
            service.replace(newsletter, html, **words)
            titles = found.unplanned if newsletter.is_planned else found.changed
            titles.append(_name(newsletter, names_it))
    return found


def without(
    html: str, is_gone: Callable[[str], bool], names_it: Callable[[str], bool]
) -> tuple[str, int]:
    """The HTML without the pieces that show it, and how many pieces that were."""
    page = BeautifulSoup(html, "html.parser")
    taken = 0
    while (found := _first(page, is_gone, names_it)) is not None:
        _piece_of(found).decompose()
        taken += 1
    return (str(page) if taken else html), taken


def _piece_of(tag: Tag) -> Tag:
    around = [tag, *tag.parents]
    kinds = (PIECES, PARTS)
    found = (one for kind in kinds for one in around if one.name in kind)
    return next(found, tag)


def _first(page: BeautifulSoup, is_gone, names_it) -> Tag | None:
    for tag in page.find_all(["a", "img", "source"]):
        addresses = [tag.get("href"), tag.get("src"), *_set(tag.get("srcset"))]
        if any(address and is_gone(address) for address in addresses):
            return tag
    return next((text.parent for text in page.find_all(string=True) if names_it(text)), None)


def _set(srcset: str | None) -> list[str]:
    return [part.split()[0] for part in (srcset or "").split(",") if part.strip()]


def _neutral_words(newsletter: Newsletter, names_it) -> dict[str, str]:
    if newsletter.is_sent:
        return {}
    said = {"title": newsletter.title, "subject": newsletter.subject}
    words = {name: NEUTRAL for name, text in said.items() if names_it(text)}
    return words | ({"preview": ""} if names_it(newsletter.preview) else {})


def _name(newsletter: Newsletter, names_it) -> str:
    """How a task may call it: never by the words that were taken back."""
    title = newsletter.title or newsletter.subject
    return NEUTRAL if names_it(title) else title
