"""What rooms have to put in a newsletter: stories, stops.

A room that has something answers in its module `newsletter_pieces` with a list of `SOURCES`. An
issue keeps only numbers; what may be shown is asked when it is made, for each receiver anew.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import NamedTuple, Protocol

from brand import gating, rooms
from brand.models import Picture


class Piece(NamedTuple):
    """One story or stop, as everybody in it allows it in a newsletter at this moment."""

    page: int
    title: str
    text: str
    label: str  # of its button
    picture: Picture | None = None
    alt: str = ""
    is_demo: bool = False


class Choice(NamedTuple):
    """What can be ticked."""

    page: int
    title: str
    note: str = ""
    is_asked_for: bool = False  # a colleague ticked it for the next newsletter


class Source(Protocol):
    kind: str
    one: str
    many: str
    place: int  # among the kinds

    def choices(self) -> list[Choice]:
        """What can go along now, the newest or soonest first."""

    def pieces(self, pages: Collection[int], *, archived: bool = False) -> dict[int, Piece]:
        """Of these pages, by number, those that may stand in a newsletter at this moment.

        archived: in an issue that was sent, where what is over may stand too.
        """

    def reasons(self, page: int) -> list[gating.Obstacle]:
        """Why this page falls away."""

    def unread(self, words: Collection[str], pages: Collection[int]) -> list[gating.Obstacle]:
        """What in words typed beside these pages nobody read who is told of in them."""

    def goes_out(self, pages: Collection[int], where: str, url: str) -> None:
        """A newsletter with these pages begins to leave, and will not come back."""


@cache
def sources() -> dict[str, Source]:
    """By kind."""
    found = [one for room in rooms.modules("newsletter_pieces") for one in room.SOURCES]
    return {source.kind: source for source in sorted(found, key=lambda source: source.place)}


def shown(
    wanted: Iterable[tuple[str, int]], *, archived: bool = False
) -> dict[tuple[str, int], Piece]:
    """Of these kinds and pages, what may be shown now."""
    wanted = set(wanted)
    return {
        (kind, page): piece
        for kind, source in sources().items()
        if (pages := {page for of, page in wanted if of == kind})
        for page, piece in source.pieces(pages, archived=archived).items()
    }


def unread(words: Collection[str], wanted: Iterable[tuple[str, int]]) -> list[gating.Obstacle]:
    """What in these typed words nobody was asked about who is told of in them."""
    wanted = set(wanted)
    return [
        reason
        for kind, source in sources().items()
        for reason in source.unread(words, {page for of, page in wanted if of == kind})
    ]


def reasons(kind: str, page: int) -> list[gating.Obstacle]:
    return sources()[kind].reasons(page)
