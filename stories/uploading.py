"""Pictures that somebody without an account sends: looked at before they are kept."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from PIL import Image

from brand import pictures

LARGEST = 15 * 1024 * 1024
MOST_POINTS = 60_000_000  # a small file may unfold into gigabytes
KINDS = ["JPEG", "PNG", "WEBP", "AVIF"]
TOO_LARGE = "Deze foto is te groot. Een foto mag 15 MB zijn. Kies een kleinere foto."
NO_PICTURE = "Dit is geen foto die we kunnen openen. Kies een jpg, png of webp."


def jpeg(file, longest: int) -> bytes:
    """The picture as JPEG without metadata, upright, its longest side at most this many points.

    Raises ValidationError, with a sentence for who sent it, for what is no picture of ours.
    """
    if file.size > LARGEST:
        raise ValidationError(TOO_LARGE)
    try:
        with Image.open(file, formats=KINDS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise ValidationError(TOO_LARGE)
        with Image.open(pictures.bare(file)) as picture:
            return _written(picture, longest)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(NO_PICTURE) from error


def _written(picture: Image.Image, longest: int) -> bytes:
    flat = Image.new("RGB", picture.size, "white")
    layered = picture.convert("RGBA") if picture.mode in ("RGBA", "LA", "P") else None
    flat.paste(layered or picture.convert("RGB"), mask=layered)
    flat.thumbnail((longest, longest))
    colours = picture.info.get("icc_profile") if picture.mode == "RGB" else None
    out = BytesIO()
    flat.save(out, "JPEG", quality=85, optimize=True, icc_profile=colours)
    return out.getvalue()


def as_file(content: bytes, name: str) -> ContentFile:
    return ContentFile(content, name=name)


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
