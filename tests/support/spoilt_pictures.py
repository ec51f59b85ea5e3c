"""Pictures that break a decoder, made by changing a byte of one that is right."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def told(kind: str) -> bytes:
    """A small picture with notes: words, which side is up, when and where."""
    notes, out = Image.Exif(), BytesIO()
    notes[Base.Orientation] = 6
    notes[Base.ImageDescription] = "desc"
    notes.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 2.0, 3.0)
    notes.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2020:01:01 00:00:00"
    Image.new("RGB", (48, 32), (90, 80, 70)).save(out, kind, exif=notes.tobytes())
    return out.getvalue()


def spoilt(kind: str, place: int, value: int) -> bytes:
    """With one byte of its notes changed; `place` counts from where they begin."""
    content = bytearray(told(kind))
    content[content.index(b"MM\x00*") + place] = value
    return bytes(content)


# Each makes Pillow fail in another way once the notes are written again.
PLACES = {
    "struct.error": (11, 0),
    "AttributeError": (13, 5),
    "TypeError, filling": (106, 1),
    "TypeError, writing": (109, 1),
    "TypeError, counting": (111, 1),
}
SPOILT = {
    f"{kind} {name}": spoilt(kind, *place)
    for kind in ("JPEG", "WEBP")
    for name, place in PLACES.items()
}


def broken_avif() -> bytes:
    """One in which no picture is the first: the decoder raises RuntimeError."""
    return told("AVIF").replace(b"pitm", b"piIm", 1)


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says to be `side` pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(4096))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
