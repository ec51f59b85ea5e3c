"""Pictures uploaded without an account: checked before they are kept."""

from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from PIL import Image

from brand.media import metadata, pixels

LARGEST = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE  # bytes
# A small file may unfold into gigabytes; opened, a point takes up to 15 bytes. A JPEG, as cameras
# make them, is opened at a fraction of its size.
MOST_POINTS = 25_000_000
MOST_POINTS_OF_A_JPEG = 120_000_000
KINDS = ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"]
MEGABYTES = settings.LARGEST_PICTURE_MB
TOO_LARGE = f"Deze foto is te groot. Een foto mag {MEGABYTES} MB zijn. Kies een kleinere foto."
TOO_MANY = "Deze foto telt te veel punten. Bewaar ze kleiner, of kies een andere foto."
NO_PICTURE = "Dit is geen foto die we kunnen openen. Kies een jpg, png, webp of heic."


def jpeg(file, longest: int) -> bytes:
    """The picture as JPEG without metadata, upright, its longest side at most this many points.

    Raises ValidationError, with a sentence for the sender, for other files.
    """
    if file.size > LARGEST:
        raise ValidationError(TOO_LARGE)
    try:
        with metadata.opening(), Image.open(file, formats=KINDS) as picture:
            _weigh(picture, longest)
            return _written(picture, longest)
    except metadata.PictureTooLarge as error:
        raise ValidationError(TOO_MANY) from error
    except metadata.UnreadablePicture as error:
        raise ValidationError(NO_PICTURE) from error


def _weigh(picture: Image.Image, longest: int) -> None:
    """Before any pixel is read."""
    fraction = picture.format in ("JPEG", "MPO")
    if picture.width * picture.height > (MOST_POINTS_OF_A_JPEG if fraction else MOST_POINTS):
        raise metadata.PictureTooLarge
    if fraction:
        share = longest / max(picture.size)
        picture.draft(None, (round(picture.width * share), round(picture.height * share)))


def _written(picture: Image.Image, longest: int) -> bytes:
    """Made small first: whatever follows costs little then."""
    colours = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    if picture.mode in pixels.DEEP:
        picture = pixels.ordinary(metadata.upright(picture))
    elif picture.mode == "P":
        picture = picture.convert("RGBA")
    elif picture.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        picture = picture.convert("RGB")
    picture.thumbnail((longest, longest))
    small = pixels.ordinary(metadata.upright(picture))
    flat = Image.new("RGB", small.size, "white")
    layered = small.convert("RGBA") if small.mode in ("RGBA", "LA") else None
    flat.paste(layered or small.convert("RGB"), mask=layered)
    out = BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True, icc_profile=colours)
    return out.getvalue()


def as_file(content: bytes, name: str) -> ContentFile:
    return metadata.BareContent(content, name=name)


class SkipTooLarge(TemporaryFileUploadHandler):
    """Stops writing a file that is too large, and keeps reading what was typed beside it."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data, start):
        self.seen += len(raw_data)
        if self.seen > LARGEST:
            self.request.was_too_large = True
            raise SkipFile
        return super().receive_data_chunk(raw_data, start)
