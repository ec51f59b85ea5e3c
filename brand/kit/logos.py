"""A logo's file: what leaves it before it is kept, and how large it is drawn."""

import re
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from brand.media import metadata

# Drawing programs note who drew, in which folder, and an earlier picture of the drawing.
ASIDE = re.compile(
    rb"<!--.*?-->|<metadata\b.*?</metadata\s*>|<metadata\b[^>]*/>"
    rb"|<sodipodi:namedview\b.*?(?:</sodipodi:namedview\s*>|/>)",
    re.DOTALL,
)
NOTES = re.compile(rb"""\s+(?:inkscape|sodipodi|serif):[\w-]+\s*=\s*("[^"]*"|'[^']*')""")
VIEW = re.compile(rb"""viewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""")
HEIGHT = 44  # CSS pixels in the header


def bare(file) -> ContentFile:
    """The same drawing without notes; `file` is a Django file, open for reading."""
    if file.name.lower().endswith(".svg"):
        file.seek(0)
        return ContentFile(NOTES.sub(b"", ASIDE.sub(b"", file.read())))
    return metadata.bare(file)


def size(name: str) -> tuple[int, int] | None:
    """Width and height at the header's height, so that nothing moves when the logo arrives."""
    found = _proportion(name) if name else None
    return (round(HEIGHT * found), HEIGHT) if found else None


@lru_cache(maxsize=64)
def _proportion(name: str) -> float | None:
    """Width by height; a store never gives one name to two files."""
    try:
        with default_storage.open(name) as file:
            if not name.lower().endswith(".svg"):
                width, height = Image.open(file).size
                return width / height
            found = VIEW.search(file.read(65_536))
    except (OSError, ValueError):
        return None
    return float(found[1]) / float(found[2]) if found and float(found[2]) else None
