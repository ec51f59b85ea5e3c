"""A poster to print: its edges, its letters, its code, and whose logo stands on it."""

from io import BytesIO

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image, ImageChops, ImageColor
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from brand.campaigns import links, posters
from brand.kit import partner_logos
from brand.media import qr
from brand.models import BrandKit, TrackedLink
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db

DOTS_PER_INCH = 300
WORDS = posters.Words("Kom kijken", "Zoë en Şahin łachen")


@pytest.fixture
def link(shared, founded):
    return TrackedLink.objects.create(
        campaign=shared.campaign,
        organisation=shared.one,
        channel="affiche",
        code="7k2abc",
        page=founded.page_ptr,
    )


def drawn(link, sheet="A4", words=WORDS):
    return PdfReader(BytesIO(posters.draw(link, sheet, words, BrandKit.current()))).pages[0]


def on_paper(link, sheet, dots=72.0):
    """Drawn as a printer does, so many dots an inch."""
    document = PdfDocument(posters.draw(link, sheet, WORDS, BrandKit.current()))
    return document[0].render(scale=dots / 72).to_pil().convert("RGB")


def at(picture, x, y) -> tuple[int, int, int]:
    """The colour so many millimetres from the left and from the top."""
    return picture.getpixel((round(x / 25.4 * 72), round(y / 25.4 * 72)))


def rgb(colour: str) -> tuple[int, int, int]:
    return ImageColor.getrgb(colour)[:3]


def read_from(picture) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def millimetres(box) -> list[int]:
    return [round(float(side) / 72 * 25.4) for side in box]


@pytest.mark.parametrize(
    ("sheet", "width", "height"), [("A3", 297, 420), ("A4", 210, 297), ("A5", 148, 210)]
)
def test_it_has_a_trim_and_three_millimetres_of_bleed(link, sheet, width, height):
    page = drawn(link, sheet)
    assert millimetres(page.mediabox) == [0, 0, width + 20, height + 20]
    assert millimetres(page.trimbox) == [10, 10, width + 10, height + 10]
    assert millimetres(page.bleedbox) == [7, 7, width + 13, height + 13]


@pytest.mark.parametrize("sheet", posters.SHEETS)
def test_its_colour_runs_to_the_end_of_the_bleed_and_no_further(link, sheet):
    """Half a millimetre inside the bleed there is colour, half a millimetre outside paper."""
    picture = on_paper(link, sheet)
    width, height = posters.SHEETS[sheet]
    edges = {
        "brand": [(7, 60), (width + 13, 60), (60, 7)],
        "paper": [(7, height - 20), (width + 13, height - 20), (60, height + 13)],
    }
    colours = {name: rgb(BrandKit.current().tokens()["light"][name]) for name in edges}
    for name, places in edges.items():
        for x, y in places:
            inside = (x + (0.5 if x == 7 else -0.5 if x > width else 0), y)
            outside = (x + (-0.5 if x == 7 else 0.5 if x > width else 0), y)
            if x == 60:
                inside = (x, y + (0.5 if y == 7 else -0.5))
                outside = (x, y + (-0.5 if y == 7 else 0.5))
            assert at(picture, *inside) == colours[name], (name, inside)
            assert at(picture, *outside) == (255, 255, 255), (name, outside)


def test_it_says_what_was_typed(link):
    address = links.full(link).partition("://")[2]
    assert " ".join(drawn(link).extract_text().split()) == (
        f"Kom kijken Zoë en Şahin łachen Scan de code of ga naar {address}"
    )


@pytest.mark.parametrize("sheet", posters.SHEETS)
@pytest.mark.parametrize(
    "domain", ["https://meewerkers.example", "https://www." + "x" * 40 + ".be"]
)
def test_its_code_is_read_at_twenty_millimetres(link, settings, sheet, domain):
    """As a telephone sees it of a print of 300 dots an inch, however small it is set."""
    settings.SITE_URL = domain
    side = 72 * posters.SHEETS[sheet][0] / 210
    picture = on_paper(link, sheet, dots=DOTS_PER_INCH * 20 / side)
    assert read_from(picture) == [f"{domain}/g/7k2abc"]


def test_the_files_of_the_code_are_read_at_twenty_millimetres(link):
    picture = Image.open(BytesIO(qr.print_png(links.full(link)))).convert("L")
    side = round(20 / 25.4 * DOTS_PER_INCH)
    assert read_from(picture.resize((side, side))) == [links.full(link)]


def test_the_brand_and_the_partner_stand_side_by_side_below_it(link, shared):
    """The lock-up of the portal, in shapes; the partner's name right of the rule."""

    def names(name: str):
        shared.one.name = name
        shared.one.save()
        return on_paper(TrackedLink.objects.get(), "A4")

    changed = ImageChops.difference(names("Noorden"), names("Zuiders")).getbbox()
    left, top, right, bottom = (side / 72 * 25.4 for side in changed)
    assert (left > 90, top > 265, right < 205, bottom < 297) == (True,) * 4, changed


def test_its_letters_are_embedded(link):
    fonts = [font.get_object() for font in drawn(link)["/Resources"]["/Font"].values()]
    described = [
        font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts
    ]
    # Of titles, of text, of the letters that text lacks, and of a nought in the address.
    assert len(described) in (3, 4)
    assert all(font["/Subtype"] == "/Type0" for font in fonts)  # none of the reader's own
    assert all("/FontFile2" in one for one in described)


def test_its_code_is_drawn_with_lines_and_every_dark_dot(link, monkeypatch):
    """One rectangle for each run of dark dots, none of them a picture."""
    assert "/XObject" not in drawn(link)["/Resources"]
    rows = qr.dots(links.full(link))
    runs = sum(dark and not (x and row[x - 1]) for row in rows for x, dark in enumerate(bytes(row)))
    with_code = drawn(link).get_contents().get_data().count(b" re")
    monkeypatch.setattr(qr, "dots", lambda address: [bytes(len(rows))] * len(rows))
    without = drawn(link).get_contents().get_data().count(b" re")
    assert with_code - without == runs


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Kom kijken", ["Kom kijken"]),
        ("Maatwerkbedrijf", ["Maatwerkbedrijf"]),  # smaller rather than broken
        (
            "Samenwerkingsovereenkomsten: kom praten",
            ["Samenwerkings-", "overeenkom-", "sten: kom praten"],
        ),
        ("x" * 60, None),  # no place to break: it is broken all the same
    ],
)
def test_no_word_is_broken_where_dutch_would_not(link, title, lines):
    found = drawn(link, "A5", posters.Words(title, "x " * 80)).extract_text().splitlines()
    if lines:
        assert [line.strip() for line in found[: len(lines)]] == lines
    else:
        assert "".join(found).count("x") == 140


def test_without_text_it_stands(link):
    assert "kijken" in drawn(link, "A5", posters.Words("Kom kijken", "")).extract_text()


def test_the_logo_of_the_partner_unless_somebody_withholds_it(link, shared, monkeypatch):
    shared.one.logo = picture()
    shared.one.save()
    link = TrackedLink.objects.get(pk=link.pk)
    assert len(drawn(link)["/Resources"]["/XObject"]) == 1
    monkeypatch.setattr(partner_logos.gating, "withheld", lambda logos: {logo.pk for logo in logos})
    assert "/XObject" not in drawn(link)["/Resources"]


class TestScreen:
    def address(self, link):
        return reverse("campagnes:poster", args=[link.campaign_id, link.code])

    def test_it_is_a_file(self, client, shared, link):
        client.force_login(shared.marketer)
        asked = {"sheet": "A5", "title": "Kom\nkijken", "text": ""}
        answer = client.post(self.address(link), asked)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="a5-7k2abc.pdf"'
        assert PdfReader(BytesIO(answer.content)).metadata.title == "Kom kijken"

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ({"sheet": "A0"}, "Kies een formaat."),
            ({"title": ""}, "Schrijf wat er in het groot op komt."),
            ({"title": "🐋"}, "Schrijf dit in gewone letters."),
            ({"title": "x" * 61}, "Schrijf hoogstens 60 tekens in het groot."),
        ],
    )
    def test_what_cannot_be_printed_is_said_and_stays(self, client, shared, link, asked, sentence):
        client.force_login(shared.marketer)
        typed = {"sheet": "A4", "title": "Kom kijken", "text": "Blijft staan", **asked}
        answer = client.post(self.address(link), typed)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Blijft staan" in answer.text

    def test_a_link_of_another_has_none(self, client, shared, link):
        client.force_login(shared.other)
        assert client.get(self.address(link)).status_code == 404
        assert client.post(self.address(link)).status_code == 404

    def test_a_get_prints_nothing(self, client, shared, link):
        client.force_login(shared.marketer)
        assert client.get(self.address(link)).status_code == 200
        asked = {"sheet": "A0", "title": "Blijft staan"}
        assert "Blijft staan" in client.get(self.address(link), asked).text
