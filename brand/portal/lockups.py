"""The logo of the brand, alone or with that of a partner, as SVG, PNG and PDF.

Measures are in hundredths of the logo's height. Around each stays free half of that height; between
two stands a rule, with as much room at either side. Letters are shapes, so a printer needs none of
our typefaces.
"""

from base64 import b64encode
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import quoteattr

import resvg_py
from django.core.files.storage import default_storage
from fpdf import FPDF
from PIL import Image

from brand.kit import partner_logos, svg
from brand.kit.lettering import drawable
from brand.kit.outlines import outlined
from brand.media import pixels
from brand.models import BrandKit, Organisation
from brand.text import unmarked

HEIGHT = 100.0
CLEAR = HEIGHT / 2
RULE = 2.0
WIDEST = 4 * HEIGHT  # of the partner's part
NAME_LINES = 3
DRAWN = 1600  # pixels, of what stands in a PDF as a picture
MM = 30.0  # the height of a logo in a PDF
MARK = 36.0  # as high as the route is drawn
PLATE = 12.0  # white around a logo on a dark ground


@dataclass
class Placed:
    drawing: svg.Drawing
    x: float
    y: float
    width: float
    height: float

    def markup(self, number: int) -> str:
        one = self.drawing
        by = self.width / one.width
        move = f"translate({self.x:.3f} {self.y:.3f}) scale({by:.5f}) "
        move += f"translate({-one.left:g} {-one.top:g})"
        box = f'x="{one.left:g}" y="{one.top:g}" width="{one.width:g}" height="{one.height:g}"'
        return (
            f'<clipPath id="vak{number}"><rect {box}/></clipPath>'
            f'<g transform="{move}"><g clip-path="url(#vak{number})">{one.markup}</g></g>'
        )


@dataclass
class Sheet:
    """A ground of its own, or none, and what is placed on it."""

    width: float = 0
    height: float = 0
    ground: str = ""
    title: str = ""
    parts: list[Placed] = field(default_factory=list)

    def as_svg(self) -> str:
        ground = (
            f'<rect width="{self.width:.2f}" height="{self.height:.2f}" fill="{self.ground}"/>'
            if self.ground
            else ""
        )
        inside = "".join(part.markup(number) for number, part in enumerate(self.parts))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width:.2f}" '
            f'height="{self.height:.2f}" viewBox="0 0 {self.width:.2f} {self.height:.2f}" '
            f'role="img" aria-label={quoteattr(self.title)}>{ground}{inside}</svg>'
        )

    def as_png(self, width: int, ground: str = "") -> bytes:
        return _rendered(self.as_svg(), width, ground)

    def as_pdf(self) -> bytes:
        """Lines stay lines; what a PDF cannot take so stands in it as a fine picture."""
        by = MM / HEIGHT
        made = FPDF(unit="mm", format=(self.width * by, self.height * by))
        made.set_auto_page_break(False)
        made.set_margin(0)
        made.set_title(self.title)
        made.set_lang("nl-BE")
        made.add_page()
        if self.ground:
            made.set_fill_color(self.ground)
            made.rect(0, 0, self.width * by, self.height * by, style="F")
        self.draw_on(made, 0, 0, by)
        return bytes(made.output())

    def draw_on(self, page: FPDF, x: float, y: float, by: float) -> None:
        """Without its ground, with its corner here; `by`: how much of the page's measure is one."""
        for part in self.parts:
            file = BytesIO(_for_paper(part.drawing))
            at = (x + part.x * by, y + part.y * by)
            page.image(file, *at, part.width * by, part.height * by)

    @property
    def ink_width(self) -> float:
        """Without the room that stays free at either side."""
        return self.width - 2 * CLEAR

    def put(
        self, drawing: svg.Drawing, x: float, height: float, *, on_white: bool = False
    ) -> float:
        """Its width; it stands around the middle. On white: what was not made for a dark ground."""
        width, middle = height * drawing.width / drawing.height, self.height / 2
        if on_white:
            plate = svg.Drawing('<rect width="1" height="1" fill="#ffffff"/>', 0, 0, 1, 1)
            around = (x - PLATE, middle - height / 2 - PLATE)
            self.parts.append(Placed(plate, *around, width + 2 * PLATE, height + 2 * PLATE))
        self.parts.append(Placed(drawing, x, middle - height / 2, width, height))
        return width


def _rendered(drawing: str, width: int, ground: str = "") -> bytes:
    more = {"background": ground} if ground else {}
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=width, **more))


def _for_paper(drawing: svg.Drawing) -> bytes:
    if drawing.picture:
        return drawing.picture
    if drawing.is_lines:
        return drawing.alone().encode()
    return _rendered(drawing.alone(), DRAWN)


def logo(kit: BrandKit, *, dark: bool = False) -> Sheet:
    """The brand alone, with its clear space."""
    sheet = _sheet(kit, kit.name, dark)
    sheet.width = CLEAR + _put_brand(sheet, kit, dark) + CLEAR
    return sheet


def together(kit: BrandKit, partner: Organisation, *, dark: bool = False) -> Sheet:
    """Brand, rule, partner."""
    name = unmarked(partner.name)
    sheet = _sheet(kit, f"{kit.name} en {name}", dark)
    x = CLEAR + _put_brand(sheet, kit, dark) + CLEAR
    rule = f'<rect width="{RULE:g}" height="{HEIGHT:g}" fill="{_tokens(kit, dark)["line"]}"/>'
    x += sheet.put(svg.Drawing(rule, 0, 0, RULE, HEIGHT), x, HEIGHT) + CLEAR
    theirs = _picture(partner_logos.picture(partner))
    drawing = theirs or _name(kit, name, dark)
    height = min(HEIGHT, WIDEST * drawing.height / drawing.width)
    sheet.width = x + sheet.put(drawing, x, height, on_white=dark and bool(theirs)) + CLEAR
    return sheet


def reads_as_drawing(kit: BrandKit) -> str:
    """Why the logo of the brand cannot stand in a lock-up; empty when it can."""
    for file in (kit.logo, kit.logo_dark):
        try:
            _file(file) if file else None
        except svg.UndrawableError as reason:
            return str(reason)
    return ""


def _sheet(kit: BrandKit, title: str, dark: bool) -> Sheet:
    ground = _tokens(kit, dark)["paper"] if dark else ""
    return Sheet(height=HEIGHT + 2 * CLEAR, title=title, ground=ground)


def _tokens(kit: BrandKit, dark: bool) -> dict[str, str]:
    return kit.tokens()["dark" if dark else "light"]


def _put_brand(sheet: Sheet, kit: BrandKit, dark: bool) -> float:
    file = (dark and kit.logo_dark) or kit.logo
    try:
        drawing = _file(file) if file else _mark(kit, dark)
    except svg.UndrawableError:  # the screen says why
        file, drawing = None, _mark(kit, dark)
    on_white = dark and bool(file) and not kit.logo_dark
    return sheet.put(drawing, CLEAR, HEIGHT, on_white=on_white)


def _file(file) -> svg.Drawing:
    """An upload of the kit, read again each time: it may be of before anything was checked."""
    try:
        with default_storage.open(file.name) as opened:
            if file.name.lower().endswith(".svg"):
                return svg.read(opened.read())
            with Image.open(opened) as picture:
                made = pixels.ordinary(picture)
                made.thumbnail((DRAWN, DRAWN))
                return _picture(made)
    except svg.UndrawableError:
        raise
    except (OSError, ValueError) as reason:
        raise svg.UndrawableError("Het bestand van het logo kan niet gelezen worden.") from reason


def _picture(picture: Image.Image | None) -> svg.Drawing | None:
    if picture is None:
        return None
    out = BytesIO()
    picture.save(out, "PNG")
    width, height = picture.size
    address = "data:image/png;base64," + b64encode(out.getvalue()).decode()
    markup = f'<image href="{address}" width="{width}" height="{height}"/>'
    return svg.Drawing(markup, 0, 0, width, height, picture=out.getvalue())


def _mark(kit: BrandKit, dark: bool) -> svg.Drawing:
    """The route and the name, as the site draws them where there is no logo."""
    colour, size = _tokens(kit, dark), 30.0
    name = outlined(kit.name, kit.display_face, 800, size)
    route = (
        f'<path d="M6 29c0-15 10.5-5 14.5-14S27 7 33 7" fill="none" stroke="{colour["brand"]}" '
        f'stroke-width="5" stroke-linecap="round"/>'
        f'<circle cx="6" cy="29" r="4.6" fill="{colour["accent"]}"/>'
        f'<circle cx="33" cy="7" r="5.2" fill="{colour["sun"]}" stroke="{colour["accent"]}" '
        f'stroke-width="2"/>'
    )
    letters = f'<path d="{name.path}" fill="{colour["ink"]}" transform="translate(50 28)"/>'
    return svg.Drawing(route + letters, 0, 0, 50 + name.width, MARK)


def _name(kit: BrandKit, name: str, dark: bool) -> svg.Drawing:
    """A partner without a logo, in the letters of the brand, in at most three lines."""
    size, leading = 32.0, 38.0
    words, rows = drawable(name).split() or ["?"], [""]
    for word in words:
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and len(rows) < NAME_LINES and len(longer) > max(16, len(name) / NAME_LINES):
            rows.append(word)
        else:
            rows[-1] = longer
    lines = [outlined(row, kit.display_face, 700, size) for row in rows]
    ink = _tokens(kit, dark)["ink"]
    markup = "".join(
        f'<path d="{line.path}" fill="{ink}" transform="translate(0 {size + at * leading:g})"/>'
        for at, line in enumerate(lines)
    )
    width = max((line.width for line in lines), default=0) or size
    height = leading * len(lines)
    short = max(HEIGHT - height, 0) / 2  # two lines are no taller letters than three
    return svg.Drawing(markup, 0, -short, width, max(HEIGHT, height))
