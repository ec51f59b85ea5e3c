"""What a document may be, and what leaves it before it is kept: who made it, and where.

A file is what its bytes say, whatever its name. A film of a telephone carries its place, a camera
of a helmet even its way. Films are changed in place: what tells is made empty, and everything else
stays where it is. Files of an office are in `office`, those for print in `pdf`.
"""

import zipfile
from collections.abc import Callable, Iterator
from itertools import islice, repeat
from pathlib import PurePath
from typing import BinaryIO

from wagtail.documents import get_document_model
from wagtail.utils.file import hash_filelike

from brand import gating
from brand.media import metadata, office

AT_A_TIME = 1 << 20


class UnreadableDocument(ValueError):
    """Not what its name says, or broken. Says so in Dutch."""

    def __init__(self, ending: str):
        super().__init__(
            f"Dit bestand is geen {ending} die we kunnen openen. "
            "Bewaar het opnieuw in het programma waarin het gemaakt is, en probeer opnieuw."
        )


def make_bare(upload) -> None:
    """Rewrite an upload in place, so that wherever it is kept, it does not tell who and where.

    A file that is known by its bytes (`_is_known`) stays as it is. Raises UnreadableDocument for
    what is not what its name says.
    """
    ending = PurePath(upload.name).suffix.lower().removeprefix(".")
    upload.file.seek(0)
    try:
        if not IS.get(ending, _is_anything)(upload.file):
            raise UnreadableDocument(ending)
        strip = STRIPPED.get(ending)
        if strip and not _is_known(upload.file):
            strip(upload.file)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, *metadata.BROKEN) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument(ending) from error
    upload.size = upload.file.seek(0, 2)
    upload.file.seek(0)


def _is_known(file: BinaryIO) -> bool:
    """A copy of what is here already, or of what somebody answered about.

    Written again it would be another file, and who refused a film would be asked nothing.
    """
    mark = hash_filelike(file)
    return get_document_model().objects.filter(file_hash=mark).exists() or gating.knows_file(mark)


# What it is ---------------------------------------------------------------------------------------


def _is_anything(file: BinaryIO) -> bool:
    return True


def _begins(*marks: bytes, at: int = 0) -> Callable[[BinaryIO], bool]:
    def check(file: BinaryIO) -> bool:
        file.seek(at)
        begin = file.read(16)
        return any(begin.startswith(mark) for mark in marks)

    return check


def _is_text(file: BinaryIO) -> bool:
    """No program has a text without a byte of nothing in it; Windows writes some in UTF-16."""
    file.seek(0)
    begin = file.read(AT_A_TIME)
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in begin and not begin.startswith((b"%PDF-", b"PK\x03\x04"))


def _holds(*names: str) -> Callable[[BinaryIO], bool]:
    def check(file: BinaryIO) -> bool:
        with zipfile.ZipFile(file) as packed:
            return set(names) <= set(packed.namelist())

    return check


IS = {
    "pdf": _begins(b"%PDF-", b"\xef\xbb\xbf%PDF-"),
    "docx": _holds("[Content_Types].xml", "word/document.xml"),
    "pptx": _holds("[Content_Types].xml", "ppt/presentation.xml"),
    "xlsx": _holds("[Content_Types].xml", "xl/workbook.xml"),
    "odt": _holds("mimetype", "content.xml"),
    "zip": zipfile.is_zipfile,
    "mp4": _begins(b"ftyp", at=4),
    "webm": _begins(b"\x1aE\xdf\xa3"),
    "vtt": _begins(b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
    "csv": _is_text,
    "txt": _is_text,
}

# Films (ISO 14496-12) -----------------------------------------------------------------------------

HOLDS_OTHERS = {b"moov", b"trak", b"mdia", b"moof", b"traf"}
TELLS = {b"udta", b"meta"}
XMP = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
TIMES = {b"mvhd", b"tkhd", b"mdhd"}
LONGEST_INDEX = 64 << 20  # bytes of one track's description


def _strip_film(file: BinaryIO) -> None:
    _strip_boxes(file, 0, file.seek(0, 2))
    file.flush()


def _strip_boxes(file: BinaryIO, start: int, end: int) -> None:
    for kind, at, inside, after in list(_boxes(file, start, end)):
        file.seek(inside)
        if kind in TELLS or (kind == b"uuid" and file.read(16) == XMP):
            _empty(file, at, inside, after)
        elif kind == b"trak" and _is_way(file, inside, after):
            _blank_way(file, inside, after)
            _empty(file, at, inside, after)
        elif kind in TIMES:
            file.seek(inside)
            _blank(file, inside + 4, inside + (20 if file.read(1) == b"\x01" else 12))
        elif kind in HOLDS_OTHERS:
            _strip_boxes(file, inside, after)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, and where each begins, where its content begins and where it ends."""
    while start + 8 <= end:
        file.seek(start)
        size, kind, head = int.from_bytes(file.read(4)), file.read(4), 8
        if size == 1:
            size, head = int.from_bytes(file.read(8)), 16
        after = start + size if size else end
        if not start + head <= after <= end:
            raise ValueError("a box that does not fit")
        yield kind, start, start + head, after
        start = after


def _empty(file: BinaryIO, at: int, inside: int, after: int) -> None:
    """Players pass over a box `free`; it keeps its place, for others are found by theirs."""
    file.seek(at + 4)
    file.write(b"free")
    _blank(file, inside, after)


def _blank(file: BinaryIO, start: int, end: int) -> None:
    end = min(end, file.seek(0, 2))
    file.seek(start)
    while start < end:
        file.write(bytes(min(AT_A_TIME, end - start)))
        start += AT_A_TIME


def _is_way(file: BinaryIO, start: int, end: int) -> bool:
    """A track of measurements beside picture and sound: speed, place, direction."""
    media = _found(file, start, end, b"mdia")
    handler = media and _found(file, *media, b"hdlr")
    if not handler:
        return False
    file.seek(handler[0] + 8)
    return file.read(4) == b"meta"


def _blank_way(file: BinaryIO, start: int, end: int) -> None:
    left = file.seek(0, 2)
    for begin, size in list(_pieces(file, start, end)):
        left -= size
        if left < 0:
            raise ValueError("more than there is")
        _blank(file, begin, begin + size)


def _found(file: BinaryIO, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
    for kind, _, inside, after in _boxes(file, start, end):
        if kind == path[0]:
            return _found(file, inside, after, *path[1:]) if path[1:] else (inside, after)
    return None


def _table(file: BinaryIO, place: tuple[int, int] | None, width: int, skip: int = 4) -> list[int]:
    """The numbers of a table, after the four bytes of its version; `skip` reaches their count."""
    if place is None or place[1] - place[0] > LONGEST_INDEX:
        return []
    file.seek(place[0] + skip)
    data = file.read(place[1] - place[0] - skip)[4:]
    return [int.from_bytes(data[i : i + width]) for i in range(0, len(data), width)]


def _pieces(file: BinaryIO, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the measurements of such a track stand in the file, and how long each piece is."""
    table = _found(file, start, end, b"mdia", b"minf", b"stbl")
    if table is None:
        return
    offsets = _table(file, _found(file, *table, b"stco"), 4)
    offsets = offsets or _table(file, _found(file, *table, b"co64"), 8)
    in_each = _per_piece(_table(file, _found(file, *table, b"stsc"), 4), len(offsets))
    place = _found(file, *table, b"stsz")
    if place is None:
        return
    file.seek(place[0] + 4)
    alike = int.from_bytes(file.read(4))
    sizes = iter(_table(file, place, 4, skip=8))
    for offset, count in zip(offsets, in_each, strict=False):
        yield offset, alike * count or sum(islice(sizes, count))


def _per_piece(runs: list[int], pieces: int) -> Iterator[int]:
    """How many measurements each piece has: told as (first piece, how many, kind) of each run."""
    told = [runs[i : i + 2] for i in range(0, len(runs) - 2, 3)]
    for i, (first, count) in enumerate(told):
        until = told[i + 1][0] if i + 1 < len(told) else pieces + 1
        yield from repeat(count, max(0, min(until, pieces + 1) - first))


def _strip_pdf(file: BinaryIO) -> None:
    from brand.media import pdf  # pypdf and fontTools: a tenth of a second at start

    content = pdf.bare(file)
    file.seek(0)
    file.truncate()
    file.write(content)
    file.flush()


STRIPPED = {
    "pdf": _strip_pdf,
    "docx": office.strip,
    "pptx": office.strip,
    "xlsx": office.strip,
    "odt": office.strip,
    "mp4": _strip_film,
}
