"""Brand and partner side by side: as SVG, PNG and PDF, whatever was uploaded."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from brand.kit import partner_logos
from brand.models import BrandKit, Organisation
from brand.portal import lockups

pytestmark = pytest.mark.django_db
DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100">%s</svg>'
RED = b'<rect width="200" height="100" fill="#ff0000"/>'


def kit_with(data: bytes = b"", name: str = "merk.svg", dark: bytes = b"") -> BrandKit:
    kit = BrandKit()
    if data:
        kit.logo.save(name, ContentFile(data), save=False)
    if dark:
        kit.logo_dark.save("donker.svg", ContentFile(dark), save=False)
    return kit


def pixel(sheet: lockups.Sheet, x: float, y: float, width: int = 0) -> tuple:
    """The colour at this place of the sheet, in its own measures."""
    wide = width or round(sheet.width)
    picture = Image.open(BytesIO(sheet.as_png(wide))).convert("RGBA")
    by = wide / sheet.width
    return picture.getpixel((round(x * by), round(y * by)))


def test_an_uploaded_drawing_has_its_clear_space():
    sheet = lockups.logo(kit_with(DRAWN % RED))
    assert (sheet.width, sheet.height) == (300, 200)
    assert pixel(sheet, 25, 100) == (0, 0, 0, 0)
    assert pixel(sheet, 150, 100) == (255, 0, 0, 255)


def test_what_acts_never_comes_along():
    drawing = DRAWN % (RED + b"<script>alert(1)</script>")
    kit = kit_with(DRAWN % RED)
    kit.logo.save("later.svg", ContentFile(drawing), save=False)
    assert "script" not in lockups.together(kit, Organisation(name="A")).as_svg()


def test_on_dark_its_own_logo_stands_or_the_ordinary_one_on_white():
    green = DRAWN % b'<rect width="200" height="100" fill="#00ff00"/>'
    assert pixel(lockups.logo(kit_with(DRAWN % RED, dark=green), dark=True), 150, 100)[:3] == (
        0, 255, 0,
    )  # fmt: skip
    plain = lockups.logo(kit_with(DRAWN % RED), dark=True)
    assert pixel(plain, 150, 100)[:3] == (255, 0, 0)
    assert pixel(plain, 150, 155)[:3] == (255, 255, 255)
    assert pixel(plain, 5, 5)[:3] == (0x17, 0x12, 0x1D)


def test_a_partner_without_a_logo_is_written_in_shapes():
    said = lockups.together(BrandKit(), Organisation(name="De Werkschuit (VOORBEELD)")).as_svg()
    assert "<text" not in said
    assert 'aria-label="Meewerkers en De Werkschuit"' in said


def test_a_partner_with_a_logo_stands_right_of_the_rule(monkeypatch):
    blue = Image.new("RGB", (600, 100), "#0000ff")
    monkeypatch.setattr(partner_logos, "picture", lambda partner: blue)
    sheet = lockups.together(kit_with(DRAWN % RED), Organisation(name="A"))
    brand, rule, theirs = sheet.parts
    assert rule.x - (brand.x + brand.width) == lockups.CLEAR
    assert theirs.x - (rule.x + rule.width) == lockups.CLEAR
    assert (theirs.width, round(theirs.height, 2)) == (400, 66.67)
    assert pixel(sheet, theirs.x + 200, 100)[:3] == (0, 0, 255)


@pytest.mark.parametrize("dark", [False, True])
def test_the_pdf_keeps_lines_as_lines(dark):
    read = PdfReader(
        BytesIO(lockups.together(BrandKit(), Organisation(name="A"), dark=dark).as_pdf())
    )
    assert len(read.pages) == 1
    assert list(read.pages[0].images) == []


def test_what_a_pdf_cannot_draw_stands_in_it_as_a_picture():
    masked = DRAWN % (b'<mask id="m"><rect width="9" height="9"/></mask>' + RED)
    read = PdfReader(BytesIO(lockups.logo(kit_with(masked)).as_pdf()))
    assert len(list(read.pages[0].images)) == 1


@pytest.mark.parametrize(("data", "name"), [(b"<svg><", "merk.svg"), (b"geen beeld", "merk.png")])
def test_a_file_that_cannot_be_read_leaves_the_mark(data, name):
    kit = kit_with()
    kit.logo.name = kit.logo.storage.save(f"merk/{name}", ContentFile(data))
    assert lockups.reads_as_drawing(kit)
    assert lockups.logo(kit).as_png(200)[:4] == b"\x89PNG"


def test_a_logo_of_pixels(tmp_path):
    out = BytesIO()
    Image.new("RGBA", (400, 100), "#00ff00").save(out, "PNG")
    sheet = lockups.logo(kit_with(out.getvalue(), "merk.png"))
    assert pixel(sheet, 200, 100)[:3] == (0, 255, 0)
    assert sheet.as_pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("name", ["", "漢字", "X" * 120, "a b c d e f"])
def test_any_name_is_drawn(name):
    assert lockups.together(BrandKit(), Organisation(name=name)).as_png(300)[:4] == b"\x89PNG"
