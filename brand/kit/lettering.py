"""The brand's own letters, for pictures that we draw.

The typefaces are those of the site (woff2, with every weight in one file); FreeType reads them as
they are. A typeface comes in two files: what Dutch, French and English need, and the letters of
other names (Ş, ł, ő). What neither has is left out rather than drawn as an empty box. The nought of
Atkinson has a slash: as on the site, Bricolage's stands in its place.
"""

from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageDraw, ImageFont

from brand.models.kit import Typeface

LATIN, OTHERS, NOUGHT = "latin", "latin-ext", "0"
OTHER_LETTERS = ((0x0100, 0x02BA), (0x1E00, 0x1EFF))  # the second file
NEAR = {0x0131, 0x0152, 0x0153}  # in the first file all the same
MARKS = {*"–—‘’‚“”„…€•™ "}
SIGNS = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2011": "-", "\t": " ", "\n": " "})


class Letters:
    """One face at one size and weight."""

    def __init__(self, face: str, size: int, weight: int):
        self.size = size
        self._fonts = {part: _font(face, part, size, weight) for part in (LATIN, OTHERS, NOUGHT)}

    def width(self, text: str) -> float:
        return sum(font.getlength(run) for font, run in self._runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, fill: str):
        """`at` is the left end of the baseline."""
        x, y = at
        for font, run in self._runs(text):
            draw.text((x, y), run, font=font, fill=fill, anchor="ls")
            x += font.getlength(run)

    def wrapped(self, text: str, width: float) -> list[str]:
        """The text in lines; a word that is too long for a line is broken."""
        lines = [""]
        for word in drawable(text).split():
            for part in self._pieces(word, width):
                longer = f"{lines[-1]} {part}".strip()
                if lines[-1] and self.width(longer) > width:
                    lines.append(part)
                else:
                    lines[-1] = longer
        return lines

    def _pieces(self, word: str, width: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self.width(pieces[-1] + letter) > width:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def _runs(self, text: str):
        for part, run in runs(text):
            yield self._fonts[part], run


def file_of(face: str, part: str) -> Path:
    """A server has no letters of its own, and a nought with a slash is not drawn."""
    if face == Typeface.SYSTEM:
        face = Typeface.ATKINSON
    if face == Typeface.ATKINSON and part == NOUGHT:
        face = Typeface.BRICOLAGE
    name = f"{face}-{OTHERS if part == OTHERS else LATIN}-wght-normal.woff2"
    return settings.ASSETS / "@fontsource-variable" / str(face) / "files" / name


@lru_cache(maxsize=16)
def embedded(face: str, part: str, weight: int) -> bytes:
    """One weight of a typeface of the site, for a PDF.

    Its tables of kerning take seconds, and go unused. Without a nought, which comes from a face
    whose own has no slash.
    """
    from fontTools.ttLib import TTFont  # heavy, and needed for print alone
    from fontTools.varLib import instancer

    font = TTFont(file_of(face, part))
    for table in {"GPOS", "GSUB", "GDEF"} & set(font.keys()):
        del font[table]
    instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    if part != NOUGHT:
        for table in font["cmap"].tables:
            table.cmap.pop(ord("0"), None)
    font.flavor = None
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def fitting(
    text: str, face: str, weight: int, sizes: range, width: float, lines: int
) -> tuple[Letters, list[str]]:
    """The largest letters in which the text fits in so many lines; else it ends in an ellipsis."""
    for size in sizes:
        letters = Letters(face, size, weight)
        rows = letters.wrapped(text, width)
        if len(rows) <= lines:
            return letters, _balanced(letters, text, rows, width)
    last = rows[lines - 1]
    while last and letters.width(f"{last}…") > width:
        last = last[:-1]
    return letters, [*rows[: lines - 1], f"{last.rstrip(' ,.;:')}…"]


def _balanced(letters: Letters, text: str, rows: list[str], width: float) -> list[str]:
    """As many rows, of about one length: no word alone on the last."""
    for share in range(55, 100, 5):
        narrower = letters.wrapped(text, width * share / 100)
        if len(narrower) == len(rows):
            return narrower
    return rows


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces, each with the file of the typeface that has its letters."""
    for part, run in groupby(drawable(text), key=_part_of):
        yield part, "".join(run)


def drawable(text: str) -> str:
    """Without what neither file of the typeface has."""
    return "".join(letter for letter in text.translate(SIGNS) if _is_known(letter))


def _is_known(letter: str) -> bool:
    code = ord(letter)
    return (
        0x20 <= code <= 0x7E
        or 0xA1 <= code <= 0xFF
        or letter in MARKS
        or code in NEAR
        or (_is_other(letter))
    )


def _is_other(letter: str) -> bool:
    code = ord(letter)
    return code not in NEAR and any(first <= code <= last for first, last in OTHER_LETTERS)


def _part_of(letter: str) -> str:
    return NOUGHT if letter == "0" else OTHERS if _is_other(letter) else LATIN


@lru_cache(maxsize=128)
def _font(face: str, part: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    path = str(file_of(face, part))
    font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font
