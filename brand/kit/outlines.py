"""Letters as shapes, for drawings that look the same where our typefaces are not installed."""

from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from brand.kit.lettering import embedded, runs


class Outline(NamedTuple):
    """A line of text whose baseline is y = 0, from x = 0."""

    path: str
    width: float


@lru_cache(maxsize=12)
def _font(face: str, part: str, weight: int) -> TTFont:
    return TTFont(BytesIO(embedded(face, part, weight)))


def outlined(text: str, face: str, weight: int, size: float) -> Outline:
    parts, x = [], 0.0
    for part, run in runs(text):
        font = _font(face, part, weight)
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        scale = size / font["head"].unitsPerEm
        for letter in run:
            if (name := names.get(ord(letter))) is None:
                continue
            pen = SVGPathPen(glyphs, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
            glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, 0)))
            parts.append(pen.getCommands())
            x += glyphs[name].width * scale
    return Outline("".join(parts), x)
