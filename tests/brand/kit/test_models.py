"""The house style: what is refused, what is served, what a page asks of it."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from wagtail.models import Locale, Page, Site
from wagtail.test.utils.form_data import rich_text

from brand.models import BrandKit, HomePage
from brand.models.kit import fingerprint, still_svg


@pytest.fixture
def site(db):
    Locale.objects.get_or_create(language_code="nl-be")
    trunk = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = trunk.add_child(instance=HomePage(title="Startpagina", slug="start"))
    Site.objects.all().delete()
    return Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


def refused(**fields) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        BrandKit(**fields).full_clean(exclude=["site"])
    return caught.value.message_dict


def test_a_colour_that_stands_out_too_little_is_refused_with_a_proposal():
    assert refused(seed_brand="#F08", seed_accent="#B8381A") == {
        "seed_brand": ["#FF0088 op de achtergrond leest niet vlot (contrast 3,5). Neem #CA006A."]
    }


def test_the_proposal_is_taken():
    kit = BrandKit(seed_brand="#CA006A")
    kit.full_clean(exclude=["site"])
    assert kit.tokens()["light"]["brand"] == "#CA006A"


def test_what_is_no_colour_is_refused_by_its_field():
    assert refused(seed_sun="geel") == {"seed_sun": ["Schrijf een kleur als #0A5C52."]}


def test_a_short_colour_is_written_in_full():
    kit = BrandKit(seed_brand="#054")
    kit.full_clean(exclude=["site"])
    assert kit.seed_brand == "#005544"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0566988259", "0566.988.259"), ("BE 0566.988.259", "0566.988.259"), ("", "")],
)
def test_an_enterprise_number_is_written_as_belgians_do(typed, kept):
    kit = BrandKit(enterprise_number=typed)
    kit.full_clean(exclude=["site"])
    assert kit.enterprise_number == kept


def test_a_wrong_enterprise_number_is_refused():
    assert refused(enterprise_number="0566988258") == {
        "enterprise_number": ["Dit ondernemingsnummer klopt niet. Kijk het na, zoals 0566.988.259."]
    }


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg><script>alert(1)</script></svg>",
        b'<svg onload="x()"/>',
        b"<svg><foreignObject/></svg>",
        b'<svg><a href="javascript:x()"/></svg>',
        b'<!DOCTYPE x [<!ENTITY y "z">]><svg/>',
    ],
)
def test_a_logo_that_can_act_is_refused(drawing):
    with pytest.raises(ValidationError) as caught:
        still_svg(SimpleUploadedFile("logo.svg", drawing))
    assert caught.value.messages == [
        "Dit SVG-bestand bevat een script. Bewaar het als gewone tekening."
    ]


def test_a_drawing_is_a_logo():
    assert still_svg(SimpleUploadedFile("logo.svg", b'<svg><path d="M0 0"/></svg>')) is None


def test_the_stylesheet_carries_faces_shape_and_both_themes():
    text = BrandKit(text_face="systeem", corners="recht").stylesheet()
    assert text.count("@font-face") == 1
    assert "bricolage-grotesque-latin-wght-normal.woff2" in text
    assert "--font:system-ui" in text
    assert "--r1:0.125rem;" in text
    assert ":root{color-scheme:light;" in text
    assert ":root[data-theme=dark]{color-scheme:dark;" in text
    assert text.count("--brand:#0A5C52;") == 1
    assert text.count("--brand:#6DD3C2;") == 2


def test_the_kept_copy_for_the_error_page_is_the_delivered_style():
    """`tokens.css` serves where the database may be down; it must not fall behind."""
    with open("brand/static/brand/css/tokens.css") as file:
        remark, kept = file.read().split("\n", 1)
    assert remark.startswith("/*")
    assert kept == BrandKit().stylesheet().replace("/static/", "../../")


def test_mail_gets_the_light_colours_under_names_a_template_can_write():
    assert BrandKit().email_colours["brand_ink"] == "#FFFFFF"
    assert BrandKit().email_colours["paper"] == "#FFF9EF"


def test_looking_at_a_page_writes_nothing(site):
    request = RequestFactory().get("/")
    assert BrandKit.for_request(request).name == "Meewerkers"
    assert BrandKit.for_request(request) is BrandKit.for_request(request)
    assert BrandKit.objects.count() == 0


def test_a_kit_is_read_once_per_request(site, django_assert_num_queries):
    BrandKit.objects.create(site=site, name="Werkt u mee?")
    request = RequestFactory().get("/")
    with django_assert_num_queries(2):  # the site, its kit
        assert BrandKit.for_request(request).name == "Werkt u mee?"
        assert BrandKit.for_request(request).call_page is None
    assert BrandKit.current().name == "Werkt u mee?"


@pytest.mark.django_db
def test_without_a_site_the_delivered_style_serves(client):
    Site.objects.all().delete()
    assert BrandKit.current().name == "Meewerkers"
    assert client.get("/merk.css").content.decode() == BrandKit().stylesheet()


def test_the_named_stylesheet_is_kept_for_a_year(client, site):
    kit = BrandKit.objects.create(site=site)
    answer = client.get(kit.stylesheet_url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["ETag"] == f'"{fingerprint(kit.stylesheet())}"'


def test_another_name_is_asked_anew(client, site):
    answer = client.get("/merk.css?v=oud")
    assert answer["Cache-Control"] == "public, no-cache"
    again = client.get("/merk.css?v=oud", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_changed_seed_gets_another_address(site):
    kit = BrandKit(site=site)
    before = kit.stylesheet_url
    kit.seed_accent = "#7A1F5C"
    assert kit.stylesheet_url != before


def test_the_stylesheet_answers_to_looking_only(client, site):
    assert client.post("/merk.css").status_code == 405


def test_the_screen_refuses_with_the_proposal_and_keeps_what_was_typed(site, admin_client):
    BrandKit.objects.create(site=site)
    address = f"/beheer/settings/brand/brandkit/{site.pk}/"
    form = admin_client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    typed["footer_text"] = rich_text("")
    answer = admin_client.post(address, {**typed, "seed_brand": "#ff0088", "name": "Nieuw"})
    page = answer.content.decode()
    assert "#FF0088 op de achtergrond leest niet vlot (contrast 3,5). Neem #CA006A." in page
    assert 'value="#ff0088"' in page
    assert 'value="Nieuw"' in page
    assert BrandKit.objects.get().name == "Meewerkers"
    answer = admin_client.post(address, {**typed, "seed_brand": "#CA006A"})
    assert answer.status_code == 302
    assert "--brand:#CA006A;" in admin_client.get("/merk.css").content.decode()
