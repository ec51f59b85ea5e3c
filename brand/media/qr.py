"""QR codes: drawn here, in black on white in every theme, so that any phone reads them."""

import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from segno import QRCode

OWN_PHONE = "QR-code: scan met de eigen telefoon"
# The pattern laid over the code. To try all eight takes three times as long as drawing; of our
# addresses this one is on average 2 % from the best by the rules of ISO 18004, at most 13 %.
MASK = 2
BORDER = 3  # of a picture, in points of the code; each of which is a byte: eight dots of one bit
LIGHT, DARK = b"\xff", b"\x00"


@lru_cache(maxsize=256)  # drawing one takes as long as half a page
def svg(address: str, title: str = "QR-code voor aan de deur") -> SafeString:
    """To put into a page; no style attributes, so that the content policy lets it pass."""
    drawing = _code(address).svg_inline(
        omitsize=True,
        border=2,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
        title=title,
    )
    return mark_safe(drawing)  # noqa: S308 - drawn by segno: paths only


def png(address: str) -> bytes:
    """To put into a mail: about 300 dots square."""
    rows = _code(address).matrix
    width = len(rows) + 2 * BORDER
    edge = LIGHT * BORDER
    lines = [edge + b"".join(DARK if dot else LIGHT for dot in row) + edge for row in rows]
    around = [LIGHT * width] * BORDER
    # Each line begins with the number of its filter: none.
    dots = b"".join((b"\x00" + line) * 8 for line in [*around, *lines, *around])
    header = struct.pack(">IIBBBBB", width * 8, width * 8, 1, 0, 0, 0, 0)  # one bit, grey
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(dots)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def dots(address: str) -> tuple[bytes, ...]:
    """Row by row, without the white around it; what is dark is not zero."""
    return _code(address).matrix


def print_svg(address: str) -> bytes:
    """A file to print, with the white around it that a reader needs."""
    out = BytesIO()
    _code(address).save(out, kind="svg", scale=10, border=4, light="#fff")
    return out.getvalue()


def print_png(address: str) -> bytes:
    """A file to print: about 900 dots square."""
    out = BytesIO()
    _code(address).save(out, kind="png", scale=24, border=4)
    return out.getvalue()


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def _code(address: str) -> "QRCode":
    import segno

    return segno.make(address, error="m", micro=False, mask=MASK)
