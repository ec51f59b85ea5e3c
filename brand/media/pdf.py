"""What leaves a PDF before it is kept: who made it, and where its photographs were taken.

It is written again from what its pages use: earlier versions in the same file go too.
"""

from io import BytesIO
from typing import BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, StreamObject

ASIDE = ("/Metadata", "/PieceInfo", "/LastModified")
FIELD = "/Widget"  # its /T is the name of a field; of any other remark, who wrote it
# Parts of a JPEG: Exif and XMP, Photoshop's own, a remark.
NOTES = {0xE1, 0xED, 0xFE}
START_OF_PIXELS = 0xDA


def bare(file: BinaryIO) -> bytes:
    """Raises ValueError when it is broken, or closed by a password."""
    try:
        read = PdfReader(file)
        if read.is_encrypted:
            raise ValueError("closed")
        written = PdfWriter(clone_from=read)
        written.metadata = None
        for part in written._objects:
            if isinstance(part, DictionaryObject):
                _strip(part)
        written.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        out = BytesIO()
        written.write(out)
    except (PyPdfError, AssertionError) as error:
        raise ValueError(str(error)) from error
    return out.getvalue()


def _strip(part: DictionaryObject) -> None:
    for name in ASIDE:
        part.pop(name, None)
    if part.get("/Subtype") != FIELD and "/FT" not in part and "/Rect" in part:
        part.pop("/T", None)
    if isinstance(part, StreamObject) and part.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        part._data = _without_notes(part._data)


def _without_notes(jpeg: bytes) -> bytes:
    """The same pixels, bit for bit."""
    kept, at = [jpeg[:2]], 2
    while jpeg[at : at + 1] == b"\xff" and at + 4 <= len(jpeg):
        kind, size = jpeg[at + 1], 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if kind == START_OF_PIXELS:
            break
        if kind not in NOTES:
            kept.append(jpeg[at : at + size])
        at += size
    return b"".join([*kept, jpeg[at:]])
