"""What leaves a picture before it is kept: where and when it was taken, with which telephone.

EXIF carries GPS positions; XMP and IPTC carry names. Browsers and cameras add them, and
renditions would carry them on. So the picture is written again with its pixels and its colour
profile only, turned upright as its EXIF asked.
"""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

# How each format is written again. Lossless ones stay lossless.
WRITING = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92, "method": 4},
    "AVIF": {"quality": 85},
    "GIF": {},
}


def bare(file) -> ContentFile:
    """The same picture without anything but its pixels; moving pictures become a still.

    `file` is open for reading. Raises PIL.UnidentifiedImageError for what is no picture.
    """
    file.seek(0)
    with Image.open(file) as picture:
        kind = picture.format if picture.format in WRITING else "PNG"
        upright = ImageOps.exif_transpose(picture)
        colours = {"icc_profile": picture.info.get("icc_profile")}
        upright.info = {
            name: value for name, value in upright.info.items() if name == "transparency"
        }
        out = BytesIO()
        upright.save(out, kind, **WRITING[kind], **colours)
    return ContentFile(out.getvalue())
