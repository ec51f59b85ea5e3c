"""Slides to begin with, in the colours and typefaces of the kit, with brand and partner below.

As PPTX, which PowerPoint, Keynote, Google and LibreOffice open. The colours and typefaces stand in
the theme and the logos on the layouts, so that whatever slide is added has them too.
"""

import re
from datetime import UTC, datetime
from io import BytesIO

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE as KINDS
from pptx.oxml.shapes.picture import CT_Picture
from pptx.util import Emu, Inches, Pt

from brand.kit.lettering import drawable
from brand.models import BrandKit, Organisation
from brand.models.kit import Typeface
from brand.portal import lockups
from brand.text import unmarked

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
EDGE = Inches(0.8)
LOGO = Inches(0.95)  # with its clear space
LAYOUTS = {0: "Titel", 1: "Titel en tekst", 2: "Tussentitel", 5: "Alleen titel"}
TITLES = {0, 2}  # on a ground in the brand's colour
OF_DEVICE = "Arial"  # which every program has
SHORTEST = 500  # pixels of the width of the logo

COLOURS = {  # in the theme: the token
    "dk1": "ink", "lt1": "surface", "dk2": "brand", "lt2": "paper", "accent1": "brand",
    "accent2": "accent", "accent3": "sun", "accent4": "muted", "accent5": "brand-strong",
    "accent6": "sand", "hlink": "link", "folHlink": "muted",
}  # fmt: skip


def make(kit: BrandKit, partner: Organisation) -> bytes:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _theme(deck, kit)
    tokens = kit.tokens()["light"]
    light, dark = lockups.together(kit, partner), lockups.together(kit, partner, dark=True)
    for number, layout in list(enumerate(deck.slide_layouts)):
        if number not in LAYOUTS:
            deck.slide_layouts.remove(layout)
            continue
        layout.name = LAYOUTS[number]
        is_title = number in TITLES
        _ground(layout, _night(kit) if is_title else tokens["surface"])
        _place(layout, number, kit)
        _logo(layout, dark if is_title else light)
    for shape in list(deck.slide_masters[0].placeholders):
        if shape.placeholder_format.idx >= 10:  # date, footer, number: where the logos stand
            shape._element.getparent().remove(shape._element)
        else:
            shape.left, shape.width = EDGE, WIDTH - 2 * EDGE
    _begin(deck, kit, partner)
    said = deck.core_properties
    said.title, said.author, said.language = f"Dia’s van {kit.name}", kit.name, "nl-BE"
    said.last_modified_by, said.comments, said.keywords = kit.name, "", ""
    said.created = said.modified = datetime.now(UTC)
    _without_thumbnail(deck)
    out = BytesIO()
    deck.save(out)
    return out.getvalue()


def _without_thumbnail(deck) -> None:
    """That of python-pptx shows its own empty slide."""
    package = deck.part.package
    for rel_id, rel in list(package._rels.items()):
        if rel.reltype == KINDS.THUMBNAIL:
            package.drop_rel(rel_id)


def _night(kit: BrandKit) -> str:
    """The ground on which the lock-up for dark was drawn."""
    return kit.tokens()["dark"]["paper"]


def _face(face: str) -> str:
    return OF_DEVICE if face == Typeface.SYSTEM else Typeface(face).label


def _theme(deck, kit: BrandKit) -> None:
    part = deck.slide_masters[0].part.part_related_by(KINDS.THEME)
    text, tokens = part.blob.decode("utf-8"), kit.tokens()["light"]
    for name, token in COLOURS.items():
        colour = f'<a:{name}><a:srgbClr val="{tokens[token].lstrip("#")}"/></a:{name}>'
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", colour, text, count=1, flags=re.DOTALL)
    for kind, face in (("major", kit.display_face), ("minor", kit.text_face)):
        text = re.sub(
            rf'(<a:{kind}Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{_face(face)}", text, count=1
        )
    part._blob = text.encode("utf-8")


def _ground(layout, colour: str) -> None:
    fill = layout.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor.from_string(colour.lstrip("#"))


def _place(layout, number: int, kit: BrandKit) -> None:
    """Where its title and text stand, and how large; left, for that is how one reads."""
    wide = WIDTH - 2 * EDGE
    boxes = {
        0: {0: (Inches(1.2), Inches(2.6), 60), 1: (Inches(4), Inches(1.4), 28)},
        2: {0: (Inches(1.8), Inches(2), 54), 1: (Inches(4), Inches(1.2), 28)},
        1: {0: (Inches(0.5), Inches(1.3), 40), 1: (Inches(2.1), Inches(4.1), 28)},
        5: {0: (Inches(0.5), Inches(1.3), 40)},
    }[number]
    ink = kit.tokens()["dark"]["ink"] if number in TITLES else kit.tokens()["light"]["ink"]
    for shape in list(layout.placeholders):
        idx = shape.placeholder_format.idx
        if idx not in boxes:
            shape._element.getparent().remove(shape._element)
            continue
        top, height, points = boxes[idx]
        shape.left, shape.top, shape.width, shape.height = EDGE, top, wide, height
        is_list = idx == 1 and number not in TITLES
        _letters(shape, points, ink, bold=idx == 0, is_list=is_list)


def _letters(shape, points: int, ink: str, *, bold: bool, is_list: bool) -> None:
    """For this level and those below it, as slides of the layout take it over."""
    body = shape._element.txBody
    style = body.find(_a("lstStyle"))
    for child in list(style):
        style.remove(child)
    for level in range(1, 4):
        one = style.makeelement(_a(f"lvl{level}pPr"), {"algn": "l"})
        style.append(one)
        if not is_list:
            one.set("marL", "0")
            one.set("indent", "0")
            one.append(one.makeelement(_a("buNone"), {}))
        size = str(100 * max(points - 3 * (level - 1), 14))
        looks = one.makeelement(_a("defRPr"), {"sz": size, "b": "1" if bold else "0"})
        one.append(looks)
        fill = looks.makeelement(_a("solidFill"), {})
        looks.append(fill)
        fill.append(fill.makeelement(_a("srgbClr"), {"val": ink.lstrip("#")}))
    place = body.find(_a("bodyPr"))
    place.set("anchor", "b" if bold else "t")
    place.set("lIns", "0")  # so that it begins where the logo does


def _a(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/drawingml/2006/main}}{name}"


def _logo(layout, sheet: lockups.Sheet) -> None:
    width = max(SHORTEST, round(sheet.width * 4))
    _, name = layout.part.get_or_add_image_part(BytesIO(sheet.as_png(width)))
    wide = Emu(min(round(LOGO * sheet.width / sheet.height), WIDTH - EDGE))
    high = Emu(round(wide * sheet.height / sheet.width))
    clear = round(high * lockups.CLEAR / sheet.height)
    place = EDGE - clear, HEIGHT - high - Inches(0.15)
    drawn = CT_Picture.new_pic(900, "Logo’s", sheet.title, name, *place, wide, high)
    layout.shapes._spTree.append(drawn)


def _begin(deck, kit: BrandKit, partner: Organisation) -> None:
    """Four slides that say what goes where."""
    title, text, between, _ = deck.slide_layouts
    name = drawable(unmarked(partner.name))
    for layout, head, lines in (
        (title, "De titel van je verhaal", [f"{name}, je naam en de datum"]),
        (text, "Eén gedachte per dia", [
            "Drie regels zijn genoeg.",
            "Schrijf zoals je spreekt.",
            f"Spreek werkgevers aan met “{kit.address}”.",
        ]),
        (between, "Een nieuw deel", ["Zeg in één zin waarover het gaat."]),
        (text, "Wat vraag je?", ["Eindig met één ding dat men kan doen.", _address(kit)]),
    ):  # fmt: skip
        slide = deck.slides.add_slide(layout)
        slide.shapes.title.text = head
        frame = slide.placeholders[1].text_frame
        frame.text = lines[0]
        for line in lines[1:]:
            frame.add_paragraph().text = line
        for paragraph in frame.paragraphs:
            paragraph.space_after = Pt(8)


def _address(kit: BrandKit) -> str:
    return kit.contact_email or kit.contact_phone or kit.pay_off or kit.name
