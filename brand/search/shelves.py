"""`/zoeken/`: one question to every room, about what visitors may see at this very moment.

A room answers in its module `site_search`, with `SHELVES`: a list of `Shelf`. Nothing is kept of
what was asked.
"""

from collections.abc import Iterable
from copy import copy
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from brand import rooms
from brand.search import typed
from brand.text import folded, meant, visible

AT_A_GLANCE, PER_PAGE = 5, 20
LONGEST = 100  # signs of a question


class Hit(NamedTuple):
    """One thing that was found, in words."""

    title: str
    url: str
    text: str = ""
    kind: str = ""
    note: str = ""
    is_demo: bool = False


class Shelf:
    """One kind of thing that can be found. Few rows: each is read and compared here.

    Each search has a copy of its own (`shelves()`), which reads its rows once.
    """

    name = heading = one = many = ""

    def rows(self):
        """What visitors may see now, in the order in which it is shown."""
        raise NotImplementedError

    def text(self, row) -> str:
        raise NotImplementedError

    def hit(self, row) -> Hit:
        raise NotImplementedError

    @cached_property
    def _read(self) -> list[tuple[object, str]]:
        return [(row, self.text(row)) for row in self.rows()]

    def find(self, asked: str):
        """Rows that answer: a list, or what is counted and cut like one."""
        parts = typed.asked_in_words(asked)
        return [row for row, text in self._read if typed.answers(typed.text_line(text), parts)]

    def words(self) -> Iterable[str]:
        """The vocabulary here, to correct mistyped words."""
        return {word for _, text in self._read for word in folded(text).split()}


class Group(NamedTuple):
    """What one shelf answered."""

    shelf: Shelf
    page: Page
    query: str

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def hits(self) -> list[Hit]:
        return [self.shelf.hit(row) for row in self.page.object_list]


class Answer(NamedTuple):
    asked: str
    only: str
    groups: list[Group]
    meant: str = ""

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)


def shelves() -> list[Shelf]:
    """Stories first: the rooms in the other direction than the line of imports."""
    found = reversed(rooms.modules("site_search"))
    return [copy(shelf) for room in found for shelf in room.SHELVES]


def plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:LONGEST].strip()


def search(query) -> Answer:
    """What the address asks: `zoek` the words, `in` one shelf only, `page` a page of it."""
    asked, only = visible(plain(query.get("zoek", ""))), query.get("in", "")
    every = shelves()
    if only not in {shelf.name for shelf in every}:
        only = ""
    if not folded(asked):
        return Answer(asked, only, [])
    groups = _groups(every, asked, only, query.get("page"))
    if groups or only:
        return Answer(asked, only, groups)
    other = meant(asked, *(shelf.words() for shelf in every))
    groups = _groups(every, other, only, None) if other else []
    return Answer(asked, only, groups, other if groups else "")


def _groups(every: list[Shelf], asked: str, only: str, number) -> list[Group]:
    size = PER_PAGE if only else AT_A_GLANCE
    found = []
    for shelf in every:
        if only in ("", shelf.name):
            page = Paginator(shelf.find(asked), size).get_page(number if only else 1)
            query = urlencode({"zoek": asked, "in": shelf.name})
            found.append(Group(shelf, page, query))
    return [group for group in found if group.count]
