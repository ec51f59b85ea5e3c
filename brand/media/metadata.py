"""What leaves a picture before it is kept: where and when it was taken, with which telephone.

EXIF carries GPS positions; XMP and IPTC carry names. Browsers and cameras add them, and
renditions would carry them on. So the picture is written again with its pixels and its colour
profile only, turned upright as its EXIF asked. What few programs show becomes what all do.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image
from PIL.ExifTags import Base
from pillow_heif import register_heif_opener
from wagtail.images import get_image_model
from wagtail.utils.file import hash_filelike

from brand import gating
from brand.media import pixels
from brand.media.stores import WAITING

# How each format is written again. Lossless ones stay lossless.
WRITING = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85},
    "GIF": {},
}
# A telephone's JPEG with a second picture in it, often one for depth: the first is kept. Few
# browsers show HEIC, the other kind that telephones make.
KNOWN_AS = {"MPO": "JPEG", "HEIF": "JPEG"}
register_heif_opener()
# What decoders raise for a broken file; each its own.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RuntimeError,
    struct.error,
    zlib.error,
)
# All that Pillow reads beside the pixels in a picture that was written here.
OWN = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "icc_profile", "transparency"}
OWN |= {"background", "duration", "loop", "timestamp", "version"}
# How a picture is turned upright, by what its EXIF says.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class UnreadablePicture(ValueError):
    """No picture, or a broken one."""


class PictureTooLarge(ValueError):
    """So many pixels that opening it would take the memory of the machine. Says so in Dutch."""

    def __init__(self):
        most = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000
        super().__init__(
            f"Deze foto telt te veel punten: meer dan {most} miljoen. "
            "Bewaar ze kleiner en probeer opnieuw."
        )


@contextmanager
def opening() -> Iterator[None]:
    """Wrap decoding: errors become PictureTooLarge or UnreadablePicture, and nothing else."""
    try:
        yield
    except (PictureTooLarge, UnreadablePicture):
        raise
    except Image.DecompressionBombError:
        raise PictureTooLarge from None
    except BROKEN as error:
        raise UnreadablePicture(str(error)) from error


class BareContent(ContentFile):
    """A picture that was written again: it need not be a second time."""

    is_bare = True


def check_size(file) -> None:
    """Raises PictureTooLarge before any pixel is read; a file that is no picture passes here."""
    file.seek(0)
    try:
        with opening(), Image.open(file) as picture:
            pixels = picture.width * picture.height
    except UnreadablePicture:
        return
    finally:
        file.seek(0)
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise PictureTooLarge


def bare(file) -> ContentFile:
    """The same picture, reduced to its pixels; moving pictures become a still.

    `file` is open for reading. Raises UnreadablePicture, or PictureTooLarge when it is too large to
    open.
    """
    if getattr(file, "is_bare", False):
        return file
    check_size(file)
    if has_no_metadata(file) and (_has_waited(file) or _is_known(file)):
        return file
    out = BytesIO()
    with opening(), Image.open(file) as picture:
        kind = KNOWN_AS.get(picture.format, picture.format)
        kind = kind if kind in WRITING else "PNG"
        turned = upright(picture)
        turned.info |= {"icc_profile": picture.info.get("icc_profile")}
        shown = pixels.ordinary(turned)
        if kind == "JPEG" and shown.mode == "RGBA":
            shown = shown.convert("RGB")
        colours = {"icc_profile": shown.info.get("icc_profile")}
        shown.info = {name: value for name, value in shown.info.items() if name == "transparency"}
        shown.save(out, kind, **WRITING[kind], **colours)
    return BareContent(out.getvalue())


def named(name: str) -> str:
    """The name under which the picture is kept, that says what it is by then."""
    return re.sub(r"\.hei[cf]$", ".jpg", name, flags=re.IGNORECASE)


def _has_waited(file) -> bool:
    """It was written again when it came. Once more would make other bytes of the same picture.

    Consents and withdrawals identify a picture by the hash of its bytes.
    """
    return WAITING in PurePath(getattr(file, "name", None) or "").parts


def _is_known(file) -> bool:
    """A copy of a picture that was written here, or that somebody answered about.

    Who took along the file of a refused picture and adds it again, adds the same one.
    """
    mark = hash_filelike(file)
    file.seek(0)
    return get_image_model().objects.filter(file_hash=mark).exists() or gating.knows_file(mark)


def has_no_metadata(file) -> bool:
    """Nothing stands beside the pixels: what waits since an older release may still have it."""
    file.seek(0)
    try:
        with opening(), Image.open(file) as picture:
            is_bare = not picture.getexif() and OWN.issuperset(picture.info)
            return is_bare and picture.mode in pixels.ORDINARY
    finally:
        file.seek(0)


def upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF asks; with EXIF that cannot be read, as it lies. Always a copy."""
    picture.load()
    try:
        turn = TURNS.get(picture.getexif().get(Base.Orientation))
    except BROKEN:
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def make_bare(upload) -> None:
    """Rewrite an upload in place, so that wherever it is kept, it has no metadata.

    Raises what `bare` does.
    """
    content = bare(upload).read()
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(content)
    upload.file.flush()
    upload.file.seek(0)
    upload.size = len(content)
    upload.name = named(upload.name)
    upload.is_bare = True
