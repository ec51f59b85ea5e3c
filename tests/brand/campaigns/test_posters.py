"""A poster to print: its edges, its letters, its code, and whose logo stands on it."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from brand.campaigns import links, posters
from brand.kit import partner_logos
from brand.media import qr
from brand.models import BrandKit, TrackedLink
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db

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


def test_it_says_what_was_typed_and_whose_it_is(link):
    address = links.full(link).partition("://")[2]
    assert " ".join(drawn(link).extract_text().split()) == (
        f"Kom kijken Zoë en Şahin łachen Scan de code of ga naar {address} Meewerkers Een"
    )


def test_its_letters_are_embedded(link):
    fonts = [font.get_object() for font in drawn(link)["/Resources"]["/Font"].values()]
    described = [
        font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts
    ]
    # Of titles, of text, of the letters that text lacks, and of a nought in the address.
    assert len(described) in (3, 4)
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


def test_long_words_and_none_fit(link):
    long = posters.Words("Onwaarschijnlijkheidsberekeningsmachinefabrikantenvereniging", "x " * 80)
    assert "Onwaarschijn" in drawn(link, "A5", long).extract_text()
    assert "Kom kijken" in drawn(link, "A5", posters.Words("Kom kijken", "")).extract_text()


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
        assert "Kom kijken" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()

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
