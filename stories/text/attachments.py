"""What stands with a story beside its words and pictures: films, captions, files to keep.

Each can show or name a person, so each is part of what a yes is about: a file by the hash of its
contents, a film elsewhere by its address. Read from the story as it is kept, so that every block
that is not drawn yet counts too.

One film elsewhere has many addresses. A yes is for the address that was read; a question and a no
are for all of them. So what is kept of it tells both.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from wagtail.documents import get_document_model

from brand.text import row_number, row_numbers

FILMS = {"mp4", "webm"}
YOUTUBE = re.compile(
    r"(?:.+\.)?(?:youtube(?:-nocookie|kids|education|\.googleapis)?\.com|youtu\.be)"
)
YOUTUBE_FOLDERS = {"embed", "shorts", "live", "v", "e", "watch"}
YOUTUBE_FILM = re.compile(r"(?!(?:videoseries|live_stream)\b)[\w-]+", re.ASCII)
YOUTUBE_INNER = ("u", "url", "q", "continue")  # one address of theirs within another
VIMEO = re.compile(r"(?:.+\.)?vimeo(?:pro)?\.com")
VIMEO_FILM = re.compile(
    r"^/(?:(?:[a-z]{2}|channels/[^/]+|ondemand/[^/]+)/)?(\d+)(?:/|$)"
    r"|/(?:videos?|review|playback|external)/(\d+)(?:[/.]|$)"
)
DAILYMOTION = re.compile(r"(?:.+\.)?dailymotion\.com")
DAILYMOTION_FILM = re.compile(r"/video/([^/_]+)")
TRACKING = re.compile(r"(?:utm_.*|fbclid|gclid|mc_cid|mc_eid|igshid|igsh)$")
BEGINS = 12  # bytes by which a film is known, whatever its file is called
LETTER = re.compile(r"[^\W\d_]")
LINK = re.compile(r"<a\s[^>]*\blinktype=[\"']document[\"'][^>]*>")
NUMBER = re.compile(r"\bid=[\"'](\d+)[\"']")


class Kind(StrEnum):
    FILM = "film"
    ADDRESS = "adres"
    CAPTIONS = "ondertitels"
    FILE = "bestand"


IN_WORDS = {
    Kind.FILM: "deze film (“{title}”)",
    Kind.ADDRESS: "deze film op een andere site (“{title}”)",
    Kind.CAPTIONS: "deze ondertitels (“{title}”)",
    Kind.FILE: "dit bestand (“{title}”)",
}


@dataclass(frozen=True)
class Place:
    """Where something stands in the body as it is kept."""

    kind: Kind
    number: int | None = None  # of the document
    title: str = ""
    url: str = ""
    beside: int | None = None  # the document of its captions
    says_title: bool = False  # visitors read what the document is called


@dataclass(frozen=True)
class Attachment:
    """One film, its captions or one file, as visitors meet it."""

    kind: Kind
    title: str
    document: object = None
    url: str = ""
    captions: object = None
    says_title: bool = False
    is_offered: bool = False  # a film that stands there as a file to keep, which is told beside it
    is_linked: bool = False  # it does not stand there: a link leads to it

    @property
    def mark(self) -> str:
        """By which a yes knows it again; nothing in it can be read."""
        if self.kind == Kind.ADDRESS:
            return f"{self.kind}:{_hash(self.url)}"
        mark = f"{self.kind}:{file_hash(self.document)}"
        return f"{mark}:{_hash(self.document.title)}" if self.says_title else mark

    @property
    def key(self) -> str:
        """By which a question and a no know it, wherever it stands."""
        return key_of_address(self.url) if self.kind == Kind.ADDRESS else file_hash(self.document)

    @property
    def kept(self) -> str:
        """As an answer keeps it: by which a yes knows it again, and a no."""
        return f"{self.mark}:{self.key}" if self.kind == Kind.ADDRESS else self.mark

    @property
    def keys(self) -> list[str]:
        """Of this film, and of its captions if they say something: who refuses it, refuses both."""
        told = self.captions is not None and says_something(self.captions)
        return sorted({self.key, *([file_hash(self.captions)] if told else [])} - {""})

    @property
    def is_film(self) -> bool:
        return self.kind in (Kind.FILM, Kind.ADDRESS)

    @property
    def is_asked(self) -> bool:
        """Whether it is of whoever was asked for it, wherever it stands."""
        captions = self.kind == Kind.CAPTIONS
        return self.is_film or (captions and says_something(self.document))

    @property
    def is_file(self) -> bool:
        return self.kind == Kind.FILE

    def __str__(self):
        return IN_WORDS[self.kind].format(title=self.title)


def of(story) -> list[Attachment]:
    return in_body(story.body)


def in_body(body) -> list[Attachment]:
    """Each once, in the order in which a visitor meets them; what was deleted is not there."""
    found = list(places(_as_kept(body)))
    wanted = {number for place in found for number in (place.number, place.beside) if number}
    documents = get_document_model().objects.in_bulk(wanted) if wanted else {}
    there = [_attachment(place, documents) for place in found]
    each = {(one.kind, one.mark): one for one in there if one}
    for film in _offered(each.values()):
        each.setdefault((film.kind, film.mark), film)
    return list(each.values())


def _offered(found: Iterable[Attachment]) -> list[Attachment]:
    """The films among files to keep: who wants no image wants none of these."""
    files = [one for one in found if one.is_file and is_film(one.document)]
    return [replace(one, kind=Kind.FILM, says_title=False, is_offered=True) for one in files]


def _attachment(place: Place, documents: dict) -> Attachment | None:
    document = documents.get(place.number)
    if place.kind != Kind.ADDRESS and document is None:
        return None
    title = place.title or (document.title if document else "")
    captions = documents.get(place.beside)
    return Attachment(place.kind, title, document, place.url, captions, place.says_title)


def films_of(story) -> list[Attachment]:
    return [one for one in of(story) if one.is_film]


def marks(story) -> list[str]:
    """As answers keep them; two stories with the same films and files have the same ones."""
    return sorted({one.kept for one in of(story)})


def marks_for_hash(story) -> list[str]:
    """The same, each once: of a film that is offered as a file, the file."""
    return sorted({one.mark for one in of(story) if not one.is_offered})


def agreed(kept: str) -> str:
    """The mark by which a yes knows it again, of what an answer kept."""
    return ":".join(kept.split(":")[:2]) if kept.startswith(f"{Kind.ADDRESS}:") else kept


def file_of(kept: str) -> str:
    """The hash of the very file, or of the very address."""
    return kept.split(":")[1]


def key_of(kept: str) -> str:
    """The same as `Attachment.key`. Of an address whose film is unknown, the address itself."""
    return kept.split(":")[-1 if kept.startswith(f"{Kind.ADDRESS}:") else 1]


def films_among(found: Iterable[str]) -> set[str]:
    """The films among what an answer kept and their captions, each by its key."""
    kinds = (f"{Kind.FILM}:", f"{Kind.ADDRESS}:", f"{Kind.CAPTIONS}:")
    return {key_of(one) for one in found if one.startswith(kinds)} - {""}


def counted(found: Iterable[str]) -> int:
    """How many films and files an answer kept; captions belong to their film."""
    return len({file_of(one) for one in found if not one.startswith(f"{Kind.CAPTIONS}:")})


def sealed(digest: str, found: Iterable[str]) -> str:
    """A hash of words, together with what stood with them; without anything it stays as it was."""
    found = sorted(found)
    return _hash("\n".join([digest, *found])) if found else digest


def is_film(document) -> bool:
    """By the name of its file, or by what it begins with: it plays under any name."""
    if document.file_extension.lower() in FILMS:
        return True
    try:
        return _begins_as_film(file_hash(document), document.file.name)
    except (OSError, ValueError):  # the row is there and the file is not
        return False


@lru_cache(maxsize=4096)
def _begins_as_film(digest: str, name: str) -> bool:
    """Asked once for the same contents."""
    with get_document_model()._meta.get_field("file").storage.open(name) as file:
        start = file.read(BEGINS)
    return start[4:8] == b"ftyp" or start.startswith(b"\x1aE\xdf\xa3")  # mp4, webm


def says_something(document) -> bool:
    """Whether captions hold words: a file without any is that of many films."""
    try:
        return _has_words(file_hash(document), document.file.name)
    except (OSError, ValueError):
        return False


@lru_cache(maxsize=4096)
def _has_words(digest: str, name: str) -> bool:
    """Asked once for the same contents. Its first line is no word, nor is a moment."""
    with get_document_model()._meta.get_field("file").storage.open(name) as file:
        lines = file.read().decode("utf-8", "ignore").splitlines()[1:]
    return any(LETTER.search(line) for line in lines if "-->" not in line)


def key_of_address(url: str) -> str:
    return _hash(plain_address(url))


def plain_address(url: str) -> str:
    """One film elsewhere has many addresses: without what makes no other film of it."""
    try:
        parts = urlsplit(url.strip())
        host = re.sub(r"^(?:www|m|music)\.", "", (parts.hostname or "").lower().rstrip("."))
    except ValueError:
        return url.strip()
    path = unquote(parts.path).rstrip("/")
    asked = dict(parse_qsl(parts.query))
    if YOUTUBE.fullmatch(host) and (film := _on_youtube(host, path, parts)):
        return f"youtube {film}"
    if VIMEO.fullmatch(host) and (film := _on_vimeo(path, asked)):
        return f"vimeo.com/{film}"
    if host == "dai.ly":
        host, path = "dailymotion.com", f"/video{path}"
    if DAILYMOTION.fullmatch(host):
        found = DAILYMOTION_FILM.search(path)
        if film := asked.get("video") or (found and found[1]):
            return f"dailymotion.com/video/{film}"
    said = sorted((name, one) for name, one in asked.items() if not TRACKING.match(name))
    return " ".join([f"{host}{path}", *(f"{name}={one}" for name, one in said)])


def _on_youtube(host: str, path: str, parts) -> str:
    asked = dict(parse_qsl(f"{parts.fragment.rpartition('?')[2]}&{parts.query}"))
    folder, _, film = path.strip("/").partition("/")
    in_path = film.lstrip("/") if folder.lower() in YOUTUBE_FOLDERS else ""
    in_path = in_path or (folder if host == "youtu.be" else "")
    if found := YOUTUBE_FILM.match(asked.get("v") or in_path):
        return found[0]
    inner = next((asked[name] for name in YOUTUBE_INNER if name in asked), "")
    told = plain_address(f"https://youtube.com{inner}" if inner.startswith("/") else inner)
    return told.removeprefix("youtube ") if told.startswith("youtube ") else ""


def _on_vimeo(path: str, asked: dict[str, str]) -> str:
    found = VIMEO_FILM.search(path)
    return asked.get("clip_id") or (found and (found[1] or found[2])) or ""


def file_hash(document) -> str:
    try:
        return document.get_file_hash()
    except (OSError, ValueError):  # the row is there and the file is not: nothing can be shown
        return ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _as_kept(body) -> list[dict]:
    return body.stream_block.get_prep_value(body) if body else []


# In the body as it is kept ------------------------------------------------------------------------


def places(raw: Iterable[dict]) -> Iterator[Place]:
    for block in raw:
        kind, value = block.get("type"), block.get("value")
        if kind == "video" and isinstance(value, dict):
            yield from _of_video(value)
        elif kind == "download" and isinstance(value, dict):
            yield from _of_download(value)
        for text in texts(value):
            yield from (Place(Kind.FILE, number) for number in _linked(text))


def _of_video(value: dict) -> Iterator[Place]:
    title = value.get("title") or ""
    film, captions = row_number(value.get("file")), row_number(value.get("captions"))
    if film:
        yield Place(Kind.FILM, film, title, beside=captions)
    if captions:
        yield Place(Kind.CAPTIONS, captions, title)
    if url := value.get("url"):
        yield Place(Kind.ADDRESS, title=title, url=str(url))


def _of_download(value: dict) -> Iterator[Place]:
    if number := row_number(value.get("document")):
        yield Place(Kind.FILE, number, value.get("title") or "", says_title=True)


def _linked(text: str) -> Iterator[int]:
    """The documents to which a text links."""
    if "linktype" in text:
        for tag in LINK.findall(text):
            yield from row_numbers(NUMBER.findall(tag))


def texts(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts(part)
