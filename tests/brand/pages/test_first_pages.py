"""Pages of the shared site: what they show, where they may stand, and that they help when lost."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site

from brand.http.views import permission_denied
from brand.models import BrandKit, ContentPage, HomePage, PartnersPage, Picture
from brand.pages import navigation
from tests.factories.brand import OrganisationFactory

PROSE = [{"type": "text", "value": "<p>Gewone woorden.</p>"}]


@pytest.fixture
def home(db):
    Locale.objects.get_or_create(language_code="nl-be")
    trunk = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = trunk.add_child(
        instance=HomePage(title="Meewerkers", slug="start", hero_text="Kom langs.")
    )
    Site.objects.all().delete()
    Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    return home


@pytest.fixture
def partners(home):
    page = PartnersPage(title="Partners", slug="partners", show_in_menus=True)
    return home.add_child(instance=page)


def content(parent, title, **fields):
    slug = title.lower().replace(" ", "-")
    return parent.add_child(instance=ContentPage(title=title, slug=slug, **fields))


def test_pages_stand_where_they_belong():
    assert HomePage.allowed_parent_page_models() == [Page]
    assert ContentPage.allowed_parent_page_models() == [HomePage, ContentPage]
    assert ContentPage.allowed_subpage_models() == [ContentPage]
    assert PartnersPage.allowed_parent_page_models() == [HomePage]
    assert PartnersPage.allowed_subpage_models() == []


def test_the_home_page_opens_with_its_sentence(client, home):
    page = client.get("/").content.decode()
    assert "<title>Wie anders kijkt, vindt mensen. – Meewerkers</title>" in page
    assert "<h1>Wie anders kijkt, vindt <em>mensen</em>.</h1>" in page
    assert '<meta name="description" content="Kom langs.">' in page
    assert '<html lang="nl-BE">' in page
    assert 'href="/roadshow/">Vind uw halte' in page


def test_no_page_writes_style_or_script_inline(client, home, partners):
    content(home, "Over ons", body=PROSE)
    for address in ("/", "/partners/", "/over-ons/", "/bestaat-niet/"):
        page = client.get(address).content.decode()
        assert "style=" not in page
        # What search engines read is data: no browser runs it.
        assert re.findall(r"<script(?![^>]*(?:src=|ld\+json))", page) == []
        assert "javascript:" not in page


def test_the_menu_holds_what_stands_in_it_in_order(home, partners):
    content(home, "Impact", show_in_menus=True)
    content(home, "Geheim")
    content(home, "Later", show_in_menus=True, live=False)
    request = RequestFactory().get("/partners/de-proefhal/", headers={"host": "testserver"})
    assert navigation.main_menu(request) == [
        {"title": "Partners", "url": "/partners/", "current": "true"},
        {"title": "Impact", "url": "/impact/", "current": ""},
    ]


def test_the_footer_holds_pages_that_asked_for_it(home):
    about = content(home, "Over ons")
    content(about, "Privacy", show_in_footer=True)
    request = RequestFactory().get("/")
    assert navigation.footer_menu(request) == [
        {"title": "Privacy", "url": "/over-ons/privacy/", "current": ""}
    ]


@pytest.mark.parametrize(
    ("url", "query", "carried"),
    [
        ("/roadshow/", "via=7k2", "/roadshow/?via=7k2"),
        ("/roadshow/?maand=3#kaart", "via=7k2", "/roadshow/?maand=3&via=7k2#kaart"),
        ("/roadshow/?via=a", "via=7k2", "/roadshow/?via=a"),
        ("/roadshow/", "", "/roadshow/"),
        ("/roadshow/", "via=%22%3E%3Cb%3E", "/roadshow/?via=%22%3E%3Cb%3E"),
    ],
)
def test_the_code_of_a_campaign_link_rides_along(url, query, carried):
    assert navigation.carrying(url, RequestFactory().get(f"/?{query}")) == carried


def test_the_button_in_the_header_follows_the_kit(client, home):
    kit = BrandKit.objects.create(site=Site.objects.get(), call_label="Doe mee")
    kit.call_page = content(home, "Meedoen")
    kit.save()
    assert (
        '<a class="btn btn--sun" href="/meedoen/">Doe mee</a>' in client.get("/").content.decode()
    )
    kit.call_page.unpublish()
    assert (
        '<a class="btn btn--sun" href="/roadshow/">Doe mee</a>' in client.get("/").content.decode()
    )


def test_a_content_page_shows_its_words_and_the_way_back(client, home):
    about = content(home, "Over ons", intro="Wie we zijn.", body=PROSE)
    content(about, "Pers", body=PROSE)
    page = client.get("/over-ons/pers/").content.decode()
    crumbs = page[page.index("Kruimelpad") : page.index("</ol>")]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', crumbs) == [
        ("/", "Meewerkers"),
        ("/over-ons/", "Over ons"),
    ]
    assert "<p>Gewone woorden.</p>" in page
    assert '<link rel="canonical" href="http://testserver/over-ons/pers/">' in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_content_page_costs_the_same_whatever_the_menu(
    client, home, count, django_assert_num_queries
):
    for number in range(count):
        content(home, f"Menu {number}", show_in_menus=True, show_in_footer=True)
    content(home, "Over ons", body=PROSE)
    client.get("/over-ons/")  # the root paths are kept after the first time
    # the site with its home page; the page and its own row; the kit; the menus; the way back
    with django_assert_num_queries(5):
        client.get("/over-ons/")


@pytest.mark.parametrize("count", [1, 3])
def test_partners_are_listed_alphabetically_at_one_price(
    client, partners, count, django_assert_num_queries
):
    names = ["VOORBEELD Zon", "VOORBEELD Aarde", "VOORBEELD Maan"][:count]
    for name in names:
        OrganisationFactory(name=name, slug=name.split()[1].lower())
    OrganisationFactory(name="VOORBEELD Weg", is_active=False)
    OrganisationFactory(name="VOORBEELD Federatie", is_federation=True)
    client.get("/partners/")
    with django_assert_num_queries(9):
        page = client.get("/partners/").content.decode()
    assert re.findall(r'<a href="/partners/(\w+)/">', page) == sorted(
        name.split()[1].lower() for name in names
    )


def test_no_partners_yet_says_so(client, partners):
    assert "Zodra een partner meedoet, staat hij hier." in client.get("/partners/").content.decode()


def test_a_partner_has_a_page_nobody_had_to_make(client, partners):
    OrganisationFactory(
        name="VOORBEELD De Proefhal", slug="proefhal", phone="011 00 00 00", is_demo=True
    )
    page = client.get("/partners/proefhal/").content.decode()
    assert "<title>VOORBEELD De Proefhal – Meewerkers</title>" in page
    assert 'href="tel:011000000"' in page
    assert '<span class="demo">Voorbeeld</span>' in page
    assert '<link rel="canonical" href="http://localhost:8000/partners/proefhal/">' in page


@pytest.mark.parametrize("slug", ["weg", "bestaat-niet", "federatie"])
def test_a_partner_the_public_may_not_see_is_not_there(client, partners, slug):
    OrganisationFactory(slug="weg", is_active=False)
    OrganisationFactory(slug="federatie", is_federation=True)
    assert client.get(f"/partners/{slug}/").status_code == 404


def test_a_shared_link_carries_the_page_s_own_picture(client, home):
    Collection.objects.exists() or Collection.add_root(name="Root")
    picture = Picture.objects.create(
        title="Boot", file=get_test_image_file(size=(1300, 700)), alt="Een boot op het kanaal"
    )
    home.hero_picture = picture
    home.save()
    page = client.get("/").content.decode()
    address = re.search(r'<meta property="og:image" content="([^"]+)">', page)[1]
    assert address.startswith("http://localhost:8000/media/images/")
    assert '<meta property="og:image:width" content="1200">' in page
    assert '<meta property="og:image:alt" content="Een boot op het kanaal">' in page
    assert re.search(r'<img[^>]+width="\d+" height="\d+"', page) or "fetchpriority" in page


# When the way is lost ---------------------------------------------------------------------------


def test_an_unknown_address_helps_on(client, home):
    answer = client.get("/bestaat-niet/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "<title>Deze pagina bestaat niet – Meewerkers</title>" in page
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/roadshow/">Vind uw halte</a>' in page


@pytest.mark.parametrize(
    ("template", "heading"),
    [
        ("400.html", "Dat kwam <em>niet goed</em> aan."),
        ("403.html", "Deze deur is <em>dicht</em>."),
        ("404.html", "Hier stopt de <em>route</em> niet."),
        ("410.html", "Dit verhaal staat hier <em>niet meer</em>."),
    ],
)
def test_every_error_page_has_its_words(home, template, heading):
    page = render_to_string(template, request=RequestFactory().get("/"))
    assert f"<h1>{heading}</h1>" in page


def test_a_form_of_the_desk_that_was_refused_shows_the_way_in(home):
    client = Client(enforce_csrf_checks=True)
    for address, offers in (("/beheer/login/", True), ("/taal/", False)):
        refused = permission_denied(RequestFactory().post(address), None)
        assert refused.status_code == 403
        assert ("Meld je aan</a>" in refused.content.decode()) is offers
    refused = client.post("/beheer/login/", {"username": "x", "password": "y"})
    assert (refused.status_code, "Meld je aan</a>" in refused.content.decode()) == (403, True)


def test_a_list_of_pages_counts_in_plain_dutch(home, admin_client):
    pages = len(home.get_children())
    listing = admin_client.get(f"/beheer/pages/{home.pk}/").content.decode()
    assert f"1-{pages} van {pages} pagina" in " ".join(listing.replace("\xa0", " ").split())


def test_our_own_failure_is_told_without_asking_the_database():
    """No `db` here: a query would fail this test."""
    page = render_to_string("500.html")
    assert "<h1>Er liep iets mis <em>bij ons</em>.</h1>" in page
    assert "brand/css/tokens.css" in page


@override_settings(DEBUG=False)
def test_an_error_page_knows_how_the_brand_addresses_people(client, home):
    BrandKit.objects.create(site=Site.objects.get(), address="je")
    assert "Vind je halte</a>" in client.get("/bestaat-niet/").content.decode()


def test_the_sitemap_names_every_partner_that_visitors_see(client, home, partners):
    OrganisationFactory(slug="anker")
    OrganisationFactory(slug="weg", is_active=False)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>[^<]*/partners/([^<]*)</loc>", sitemap) == ["", "anker/"]
