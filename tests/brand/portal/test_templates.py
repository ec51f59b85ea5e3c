"""Poster, slides and signature, filled from the kit."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone
from pptx import Presentation
from pypdf import PdfReader

from brand.models import BrandKit, Organisation
from brand.portal import signatures, slides
from tests.factories.brand import OrganisationFactory

pytestmark = pytest.mark.django_db
AT = "/beheer/merkportaal/"
POSTER, SIGNATURE = f"{AT}affiche/", f"{AT}handtekening/"
GOOD = {
    "name": "Mia Peeters",
    "function": "Marketeer",
    "phone": "0470 12 34 56",
    "email": "mia@x.be",
}


def test_slides_have_the_kit_in_their_theme():
    kit = BrandKit(seed_brand="#123456")
    deck = Presentation(BytesIO(slides.make(kit, Organisation(name="De Werkschuit (VOORBEELD)"))))
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    assert [layout.name for layout in deck.slide_layouts] == [
        "Titel", "Titel en tekst", "Tussentitel", "Alleen titel",
    ]  # fmt: skip
    theme = next(
        rel.target_part.blob.decode()
        for rel in deck.slide_masters[0].part.rels.values()
        if rel.reltype.endswith("/theme")
    )
    assert '<a:accent1><a:srgbClr val="123456"/></a:accent1>' in theme
    assert 'typeface="Bricolage Grotesque"' in theme
    said = " ".join(s.text_frame.text for d in deck.slides for s in d.placeholders)
    assert "De Werkschuit" in said
    assert "VOORBEELD" not in said
    for layout in deck.slide_layouts:
        logos = [shape for shape in layout.shapes if shape.name == "Logo’s"]
        assert len(logos) == 1
    assert deck.core_properties.author == "Meewerkers"


def test_only_lists_have_bullets_and_all_begins_where_the_logo_does():
    deck = Presentation(BytesIO(slides.make(BrandKit(), Organisation(name="De Werkschuit"))))
    for layout in deck.slide_layouts:
        for shape in layout.placeholders:
            is_list = shape.placeholder_format.idx == 1 and layout.name == "Titel en tekst"
            levels = shape._element.txBody.find(slides._a("lstStyle"))
            assert len(levels) == 3
            assert all((level.find(slides._a("buNone")) is None) == is_list for level in levels)
            assert shape.text_frame.margin_left == 0
            assert shape.left == slides.EDGE


def test_no_picture_of_another_deck_is_shown_for_it():
    made = slides.make(BrandKit(), Organisation(name="A"))
    assert not [name for name in ZipFile(BytesIO(made)).namelist() if "thumbnail" in name]


def test_a_face_of_the_device_becomes_one_that_every_program_has():
    made = slides.make(BrandKit(display_face="systeem"), Organisation(name="A"))
    assert made[:2] == b"PK"


def test_a_signature_reads_in_the_dark_and_follows_nobody(settings):
    partner = Organisation(name="De Werkschuit (VOORBEELD)", slug="schuit")
    made = signatures.make(BrandKit(), partner, {**GOOD, "phone": "+32470123456"})
    assert f'src="{settings.SITE_URL}/merk/samen/schuit.png"' in made.html
    assert made.html.count("<img") == 1
    assert "?" not in made.html
    assert "background" not in made.html
    assert "color:#" not in made.html
    assert 'href="tel:+32470123456"' in made.html
    assert made.text.splitlines()[:4] == [
        "Mia Peeters",
        "Marketeer",
        "De Werkschuit",
        "0470 12 34 56",
    ]


def test_what_is_left_empty_leaves_no_line():
    partner = Organisation(name="A & B", slug="a")
    made = signatures.make(BrandKit(), partner, dict.fromkeys(GOOD, "") | {"name": "<b>Mia</b>"})
    assert "&lt;b&gt;Mia" in made.html
    assert "tel:" not in made.html
    assert "A &amp; B" in made.html
    assert "A & B" in made.text
    assert "" not in made.text.splitlines()


def test_the_signature_is_filled_with_who_is_signed_in(people, signed_in):
    client = signed_in(people.marketer)
    page = client.get(SIGNATURE).text
    assert people.marketer.email in page
    answer = client.post(SIGNATURE, GOOD)
    assert "Kopieer met opmaak" in answer.text
    assert "Mia Peeters" in answer.text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"phone": "bel mij"}, "Dit nummer lijkt niet te kloppen."),
        ({"email": "geen"}, "Vul een volledig e-mailadres in"),
        ({"function": "x" * 81}, "Schrijf hoogstens 80 tekens."),
    ],
)
def test_a_wrong_signature_gets_a_sentence_and_loses_nothing(people, signed_in, change, sentence):
    answer = signed_in(people.marketer).post(SIGNATURE, GOOD | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (change.get("name", GOOD["name"]) or GOOD["email"]) in answer.text


def test_a_poster_without_a_campaign(people, signed_in):
    answer = signed_in(people.marketer).post(
        POSTER, {"sheet": "A4", "title": "Kom kijken", "text": "Twee uur."}
    )
    assert answer["Content-Type"] == "application/pdf"
    read = PdfReader(BytesIO(answer.content))
    page = read.pages[0]
    assert read.metadata.author == "Meewerkers, VOORBEELD De Proefhal"
    box = page.trimbox
    assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)


def test_a_wrong_poster_gets_a_sentence(people, signed_in):
    answer = signed_in(people.marketer).post(POSTER, {"sheet": "A9", "title": "Blijft staan"})
    assert answer.status_code == 422
    assert "Kies een formaat." in answer.text
    assert "Blijft staan" in answer.text


@pytest.mark.parametrize("way", [POSTER, SIGNATURE])
def test_another_partner_is_not_there(people, signed_in, way):
    client = signed_in(people.marketer)
    assert client.get(way, {"partner": people.other.pk}).status_code == 404
    assert client.post(way, {"partner": people.other.pk}).status_code == 404


def test_the_picture_of_a_signature_is_there_for_everybody(founded):
    partner = OrganisationFactory(slug="schuit")
    answer = Client().get("/merk/samen/schuit.png")
    assert answer["Content-Type"] == "image/png"
    assert "sessionid" not in answer.cookies
    partner.licence_until = timezone.localdate() - timedelta(days=1)
    partner.save()
    assert Client().get("/merk/samen/schuit.png").status_code == 404
    assert Client().get("/merk/samen/niemand.png").status_code == 404
