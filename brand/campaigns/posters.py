"""A poster or flyer to print: the words of a campaign, a code to scan, the brand and the partner.

Everything is drawn in millimetres of the trimmed sheet, with letters that are embedded and a code
of lines, so that no printer's screen blurs it. Whether people in a story allow its words is asked
before (brand/gating.py).
"""

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from pyphen import Pyphen

from brand.campaigns import links
from brand.campaigns.poster_words import Words
from brand.kit.lettering import LATIN, NOUGHT, OTHERS, drawable, embedded
from brand.media import qr
from brand.models import BrandKit, Organisation, TrackedLink
from brand.portal import lockups
from brand.text import unmarked

SHEETS = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}
BLEED = 3  # mm beyond the trim, of colour that is cut away
MARGIN = 10  # mm around the trim: the bleed, and the marks outside it
MARK = 5  # mm
POINTS = 72 / 25.4  # in a mm
LARGEST, SMALLEST = 116, 20  # points of a title on an A4
LONG = 60  # a word that fits no line in these points is hyphenated
HYPHEN = "\u00ad"  # where a word may be broken; drawn only there
QUIET = 4  # empty dots around a code, as readers ask


def draw(link: TrackedLink, sheet: str, words: Words, kit: BrandKit) -> bytes:
    """Of a campaign: its code counts."""
    return draw_for(links.full(link), link.organisation, sheet, words, kit)


def draw_for(address: str, partner: Organisation, sheet: str, words: Words, kit: BrandKit) -> bytes:
    """A PDF of one page, with its trim and bleed in the boxes that printers read."""
    poster = _Poster(address, partner, sheet, words, kit)
    with TemporaryDirectory() as folder:
        poster.letters(Path(folder))
        drawn = bytes(poster.output())
    return _boxed(drawn, sheet)


def _boxed(drawn: bytes, sheet: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn)))
    width, height = SHEETS[sheet]

    def box(around: float) -> RectangleObject:
        low = MARGIN - around
        corners = (low, low, MARGIN + width + around, MARGIN + height + around)
        return RectangleObject([side * POINTS for side in corners])

    writer.pages[0].trimbox = box(0)
    writer.pages[0].bleedbox = box(BLEED)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


class _Poster:
    """Draws from the top down; `mm` are those of an A4, grown or shrunk to the sheet."""

    def __init__(
        self, address: str, partner: Organisation, sheet: str, words: Words, kit: BrandKit
    ):
        self.address, self.partner, self.words, self.kit = address, partner, words, kit
        self.width, self.height = SHEETS[sheet]
        self.scale = self.width / SHEETS["A4"][0]
        self.colours = kit.tokens()["light"]
        self.pdf = FPDF(unit="mm", format=(self.width + 2 * MARGIN, self.height + 2 * MARGIN))
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.set_title(words.title)
        self.pdf.set_author(f"{kit.name}, {unmarked(partner.name)}")
        self.pdf.set_lang("nl-BE")
        self.pdf.add_page()

    def output(self) -> bytearray:
        self._grounds()
        self._title()
        self._code()
        self._sender()
        self._marks()
        return self.pdf.output()

    def mm(self, length: float) -> float:
        return length * self.scale

    def letters(self, folder: Path) -> None:
        """Three files of each face: what the first lacks, the others have. The folder stays."""
        for name, face, weight in (
            ("title", self.kit.display_face, 800),
            ("text", self.kit.text_face, 450),
        ):
            for part in (LATIN, OTHERS, NOUGHT):
                file = folder / f"{name}-{part}.ttf"
                file.write_bytes(embedded(face, part, weight))
                self.pdf.add_font(f"{name}-{part}", fname=file)

    def _fill(self, name: str) -> None:
        self.pdf.set_fill_color(self.colours[name])

    def _write_in(self, face: str, size: float, colour: str) -> None:
        self.pdf.set_font(f"{face}-{LATIN}", size=size)
        self.pdf.set_text_color(self.colours[colour])
        self.pdf.set_fallback_fonts([f"{face}-{part}" for part in (OTHERS, NOUGHT)])

    def _grounds(self) -> None:
        """The brand's colour above, paper below, both beyond the edge; the route between them."""
        left = MARGIN - BLEED
        whole = self.width + 2 * BLEED
        self._fill("paper")
        self.pdf.rect(left, left, whole, self.height + 2 * BLEED, style="F")
        self._fill("brand")
        self.pdf.rect(left, left, whole, self._horizon - left, style="F")
        self._fill("sun")
        self.pdf.rect(left, self._horizon - self.mm(1.5), whole, self.mm(3), style="F")
        self.pdf.circle(MARGIN + self.mm(32), self._horizon, self.mm(6), style="F")
        self._fill("accent")
        self.pdf.circle(MARGIN + self.mm(32), self._horizon, self.mm(3), style="F")

    @property
    def _horizon(self) -> float:
        return MARGIN + self.height * 0.56

    def _title(self) -> None:
        """As large as it fits above the route, and the text below it; long words are hyphenated."""
        left, top = MARGIN + self.mm(16), MARGIN + self.mm(20)
        width, room = self.width - self.mm(32), self._horizon - top - self.mm(14)
        words, said = self._hyphenated(drawable(self.words.title), width), drawable(self.words.text)
        for points in range(LARGEST, SMALLEST - 1, -4):
            title, text = self.mm(points), self.mm(min(max(18, points * 0.36), 30))
            heights = [
                self._lines("title", title, words, width, 1.05),
                self._lines("text", text, said, width, 1.35) if said else 0,
            ]
            fits = sum(heights) + self.mm(8) <= room
            if fits and self._is_whole(words, title, width):
                break
        self._paragraph("title", title, words, (left, top), width, 1.05)
        if said:
            at = (left, top + heights[0] + self.mm(8))
            self._paragraph("text", text, said, at, width, 1.35)

    def _is_whole(self, words: str, size: float, width: float) -> bool:
        """Whether each word of the title, or each part up to a hyphen, fits on a line."""
        self._write_in("title", size, "brand-ink")
        parts = re.split(f"[ {HYPHEN}]+|(?<=-)", words)
        return all(self.pdf.get_string_width(part) <= width for part in parts)

    def _hyphenated(self, words: str, width: float) -> str:
        """With places to break in the words that would make all of it small."""
        dutch = Pyphen(lang="nl_NL", left=3, right=3)
        return " ".join(
            word if self._is_whole(word, self.mm(LONG), width) else dutch.inserted(word, HYPHEN)
            for word in words.split()
        )

    def _lines(self, face: str, size: float, words: str, width: float, leading: float) -> float:
        """How high this text becomes, in mm."""
        self._write_in(face, size, "brand-ink")
        return self.pdf.multi_cell(
            width,
            size / POINTS * leading,
            words,
            align="L",
            dry_run=True,
            output=MethodReturnValue.HEIGHT,
        )

    def _paragraph(self, face, size, words, at, width, leading) -> None:
        self._write_in(face, size, "brand-ink")
        self.pdf.set_xy(*at)
        self.pdf.multi_cell(width, size / POINTS * leading, words, align="L")

    def _code(self) -> None:
        """On white, with the empty edge that a reader needs; the address below it."""
        side = self.mm(72)
        left, top = MARGIN + self.mm(16), self._horizon + self.mm(14)
        self.pdf.set_fill_color("#ffffff")
        self.pdf.rect(left, top, side, side, style="F")
        rows = qr.dots(self.address)
        dot = side / (len(rows) + 2 * QUIET)
        self.pdf.set_fill_color("#000000")
        for y, row in enumerate(rows, QUIET):
            for dark in re.finditer(b"\x01+", bytes(bool(one) for one in row)):
                x, length = dark.start() + QUIET, dark.end() - dark.start()
                self.pdf.rect(left + x * dot, top + y * dot, length * dot, dot, style="F")
        self._write_in("title", self.mm(30), "ink")
        self.pdf.set_xy(left + side + self.mm(10), top)
        beside = self.width - side - self.mm(42)
        self.pdf.multi_cell(beside, self.mm(30) / POINTS * 1.1, "Scan de code", align="L")
        address = self.address.partition("://")[2]
        self._write_in("text", self.mm(17), "ink")
        self.pdf.set_xy(left + side + self.mm(10), top + self.mm(14))
        self.pdf.multi_cell(beside, self.mm(17) / POINTS * 1.35, f"of ga naar {address}", align="L")

    def _sender(self) -> None:
        """The brand and the partner side by side, as large as fits below the code."""
        sheet = lockups.together(self.kit, self.partner)
        width, foot = self.width - self.mm(32), MARGIN + self.height - self.mm(14)
        by = min(width / sheet.ink_width, self.mm(18) / lockups.HEIGHT)
        left = MARGIN + self.mm(16) - lockups.CLEAR * by
        sheet.draw_on(self.pdf, left, foot - (lockups.CLEAR + lockups.HEIGHT) * by, by)

    def _marks(self) -> None:
        """Where to cut: at each corner two lines, outside the bleed."""
        self.pdf.set_draw_color("#000000")
        self.pdf.set_line_width(0.1)
        right, bottom = MARGIN + self.width, MARGIN + self.height
        near, far = BLEED + 1, BLEED + 1 + MARK
        for x in (MARGIN, right):
            self.pdf.line(x, MARGIN - far, x, MARGIN - near)
            self.pdf.line(x, bottom + near, x, bottom + far)
        for y in (MARGIN, bottom):
            self.pdf.line(MARGIN - far, y, MARGIN - near, y)
            self.pdf.line(right + near, y, right + far, y)
