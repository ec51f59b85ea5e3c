"""What a page may show: brand does not know why not, so it asks every room.

A room that has something to say answers in its module `page_gate`:

    obstacles(page) -> list[Obstacle]      # why this page may not go live as it stands
    unseen(pages) -> set[int]              # which of these live pages, by number, are hidden
    told(pages) -> dict[int, Told]         # what may be said of the people in these stories
    withheld(pictures) -> set[int]         # which of these pictures may be seen nowhere now
    withheld_documents(documents) -> set[int]  # which of these films may be seen nowhere now
    withheld_addresses(urls) -> set[str]   # which films elsewhere may be shown nowhere now
    file_lock_reason(file) -> str          # why it keeps the file it has; "" when it need not
    deletion_lock_reason(file) -> str      # why it may not be deleted; "" when it may
    words_lock_reason(file, user, words) -> str  # why this user may not give it these words
    knows_file(file_hash) -> bool          # whether somebody answered about this very file
    print_obstacles(page, partner, words) -> list[Obstacle]  # why a poster may not say this
    note_print(page, partner, what, by)    # that it was made, to be found again

where a file is a picture or a document.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from django.db.models import ForeignKey
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.images import get_image_model

from brand import rooms


class Obstacle(NamedTuple):
    """Why a page may not be shown: a sentence, and where to mend it."""

    sentence: str
    url: str = ""
    remedy: str = ""


class Told(NamedTuple):
    """A story as another page may point at it now."""

    title: str
    url: str
    names: list[str]
    """Of the people in it, as each of them allows."""
    picture: object
    """Its picture, or None."""


class PublicationRefused(Exception):
    """A page was about to go live that may not. `reasons` are what stands in the way."""

    def __init__(self, page, reasons: list[Obstacle]):
        self.page, self.reasons = page, reasons
        super().__init__(" ".join(reason.sentence for reason in reasons))


def obstacles(page) -> list[Obstacle]:
    return [reason for room in rooms.modules("page_gate") for reason in room.obstacles(page)]


def hold(page) -> None:
    """Raises PublicationRefused when this page may not go live."""
    if reasons := obstacles(page):
        raise PublicationRefused(page, reasons)


def touches(page, update_fields) -> bool:
    """Whether this save changes what visitors see."""
    if update_fields is None:
        return True
    shown = {"live", "shows_nobody"}
    for field in (*_picture_fields(type(page)), *streams(type(page))):
        shown |= {field.name, field.attname}
    return bool(shown.intersection(update_fields))


def withheld(pictures: Iterable) -> set[int]:
    """Which of these pictures (or None) may be seen nowhere now; asked in one go."""
    asked = {picture.pk: picture for picture in pictures if picture}.values()
    return (
        {pk for room in rooms.modules("page_gate") for pk in room.withheld(asked)}
        if asked
        else set()
    )


def withheld_documents(documents: Iterable) -> set[int]:
    """Which of these documents are films that may be seen nowhere now."""
    rooms_asked = rooms.modules("page_gate")
    return {pk for room in rooms_asked for pk in room.withheld_documents(documents)}


def withheld_addresses(urls: Iterable[str]) -> set[str]:
    """Which of these addresses are films that may be shown nowhere now."""
    rooms_asked = rooms.modules("page_gate")
    return {url for room in rooms_asked for url in room.withheld_addresses(urls)}


def seen(pages: set[int]) -> set[int]:
    """The numbers of those of these live pages that no room hides."""
    for room in rooms.modules("page_gate") if pages else ():
        if hasattr(room, "unseen"):
            pages = pages - room.unseen(pages)
    return pages


def told(pages: Iterable[int]) -> dict[int, Told]:
    """Of these pages, by number, the stories that may be shown, and what may be said of them."""
    pages = set(pages)
    found: dict[int, Told] = {}
    for room in rooms.modules("page_gate") if pages else ():
        found |= room.told(pages)
    return found


def shown(picture):
    """This picture where nothing holds it back, else None."""
    return None if withheld([picture]) else picture


def shown_with(rows: Iterable, name: str) -> list:
    """These rows, as they stand in memory, each without the picture `name` that may not be seen."""
    rows = list(rows)
    gone = withheld(getattr(row, name) for row in rows)
    for row in rows:
        if getattr(row, f"{name}_id") in gone:
            setattr(row, name, None)
    return rows


def file_lock_reason(file) -> str:
    """Why another file may not take the place of this one, as a sentence; "" when it may."""
    return _first(room.file_lock_reason(file) for room in rooms.modules("page_gate"))


def deletion_lock_reason(file) -> str:
    """Why this file may not be deleted by hand, as a sentence; "" when it may."""
    return _first(room.deletion_lock_reason(file) for room in rooms.modules("page_gate"))


def words_lock_reason(file, user, words: dict[str, str]) -> str:
    """Why this user may not give these words to a file, by field; "" when they may."""
    return _first(room.words_lock_reason(file, user, words) for room in rooms.modules("page_gate"))


def knows_file(file_hash: str) -> bool:
    """Whether a room knows this very file by its bytes: an answer about it is for every copy."""
    return any(room.knows_file(file_hash) for room in rooms.modules("page_gate"))


def print_obstacles(page, partner, words: str) -> list[Obstacle]:
    """Why these words may not be printed with a code to this page (or None), in partner's name."""
    rooms_asked = rooms.modules("page_gate")
    return [one for room in rooms_asked for one in room.print_obstacles(page, partner, words)]


def note_print(page, partner, what: str, by) -> None:
    for room in rooms.modules("page_gate"):
        room.note_print(page, partner, what, by)


def _first(reasons: Iterable[str]) -> str:
    return next(filter(None, reasons), "")


def leave_out(page) -> None:
    """Take from this page, as it stands in memory, each picture that may not be seen now."""
    gone = withheld(pictures_of(page))
    if not gone:
        return
    for field in _picture_fields(type(page)):
        if getattr(page, field.attname) in gone:
            setattr(page, field.name, None)
    for field in streams(type(page)):
        _prune(getattr(page, field.name), gone)


def pictures_of(page) -> Iterator:
    """Every picture that this page shows, in its fields and in its blocks."""
    for field in _picture_fields(type(page)):
        if picture := getattr(page, field.name):
            yield picture
    for field in streams(type(page)):
        for _, value in values_in(getattr(page, field.name)):
            if isinstance(value, get_image_model()):
                yield value


def values_in(value) -> Iterator[tuple[str, object]]:
    """The name and value of each thing in a block, however deep."""
    if hasattr(value, "items"):
        parts = list(value.items())
    else:
        parts = [(getattr(part, "block_type", ""), getattr(part, "value", part)) for part in value]
    for name, part in parts:
        if _holds_more(part):
            yield from values_in(part)
        else:
            yield name, part


def _holds_more(value) -> bool:
    return hasattr(value, "bound_blocks") or hasattr(value, "raw_data")


def _prune(value, gone: set[int]) -> None:
    """Blocks draw a landscape, or nothing, where they have no picture."""
    if hasattr(value, "items"):
        for name, part in list(value.items()):
            if isinstance(part, get_image_model()) and part.pk in gone:
                value[name] = None
            elif _holds_more(part):
                _prune(part, gone)
        return
    for part in value or ():
        part = getattr(part, "value", part)
        if _holds_more(part):
            _prune(part, gone)


def leave_out_words(page) -> None:
    """Drop each block that lost its picture, film or file from this page, in memory.

    Whether that is withheld or was deleted: the words beside it are personal data too.
    """
    held = [getattr(page, field.name) for field in streams(type(page))]
    gone = _films_withheld(value for stream in held for value in _what_blocks_are_about(stream))
    for stream in held:
        for number in reversed(range(len(stream or ()))):
            if _lost_what_it_is_about(stream, number, gone):
                del stream[number]


def _what_blocks_are_about(stream) -> Iterator:
    for part in stream or ():
        for name in getattr(part.block, "about", ()):
            yield part.value.get(name)


def _films_withheld(found: Iterable) -> set:
    """The films among these documents and addresses that may be shown nowhere now."""
    found = list(found)
    documents = {one for one in found if isinstance(one, get_document_model())}
    urls = {one for one in found if isinstance(one, str)}
    numbers = withheld_documents(documents) if documents else set()
    gone = {one for one in documents if one.pk in numbers}
    return gone | (withheld_addresses(urls) if urls else set())


def _lost_what_it_is_about(stream, number: int, gone: set) -> bool:
    part, kept = stream[number], stream.raw_data[number]["value"]
    told = [part.value.get(name) for name in getattr(part.block, "about", ()) if kept.get(name)]
    return not all(told) or not gone.isdisjoint(told)


@cache
def _picture_fields(model) -> list[ForeignKey]:
    fields = (field for field in model._meta.get_fields() if isinstance(field, ForeignKey))
    return [field for field in fields if field.related_model is get_image_model()]


@cache
def streams(model) -> list[StreamField]:
    return [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
