"""Pixels as every program shows them: eight bits a channel, grey or in sRGB.

Only what browsers do not show as it is becomes something else. A photograph of a telephone keeps
its pixels and its colour profile, so that it is the same file however often it is uploaded.
"""

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageCms

ORDINARY = {"1", "L", "LA", "P", "RGB", "RGBA"}
# Sixteen bits or more, of one grey.
DEEP = {"I", "F", "I;16", "I;16B", "I;16L", "I;16N"}


def ordinary(picture: Image.Image) -> Image.Image:
    """The same picture, or one that looks the same; with the colour profile that then holds."""
    if picture.mode in ORDINARY:
        return picture
    profile = picture.info.get("icc_profile")
    made = _shallow(picture) if picture.mode in DEEP else _in_srgb(picture, profile)
    made.info = {}
    return made


def as_shown(file: BinaryIO) -> BinaryIO:
    """This file, or what stands for it where few programs would show it as it is."""
    with Image.open(file) as picture:
        if picture.mode not in ORDINARY:
            made, out = ordinary(picture), BytesIO()
            made.save(out, "PNG", icc_profile=made.info.get("icc_profile"))
            file = out
    file.seek(0)
    return file


def _shallow(picture: Image.Image) -> Image.Image:
    """From white to white: converted by Pillow alone, all that is lighter than 255 is white."""
    numbers = picture if picture.mode == "F" else picture.convert("I")
    lightest = max(1 if picture.mode == "F" else 65_535, numbers.getextrema()[1])
    return numbers.point(lambda shade: shade * (255 / lightest) + 0.5).convert("L")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """By its colour profile, where it has one that can be read: ink is no light."""
    if profile and picture.mode == "CMYK":
        try:
            ink = ImageCms.ImageCmsProfile(BytesIO(profile))
            light = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, ink, light, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
            pass
    return picture.convert("RGBA" if picture.mode in ("PA", "La", "RGBa") else "RGB")
