"""Which page answers at an address: found at once, with the same answer as step by step."""

import pytest
from django.test import Client, RequestFactory
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import Page, PageViewRestriction, Site

from brand.models import ContentPage, HomePage
from brand.pages import routing
from tests.factories.roadshow import StopFactory, home_page
from tests.factories.stories import covered_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep(founded):
    above = home_page().add_child(instance=ContentPage(title="Boven", slug="boven"))
    below = above.add_child(instance=ContentPage(title="Onder", slug="onder"))
    return above, below


def status(path: str) -> int:
    return Client().get(path).status_code


def test_the_page_at_an_address(deep):
    assert status("/boven/onder/") == 200
    assert status("/boven/") == 200
    assert status("/onder/") == 404
    assert status("/boven/onder/onder/") == 404


def test_a_page_below_one_that_is_not_live_answers_as_in_wagtail(deep):
    above, below = deep
    above.unpublish()
    assert status("/boven/") == 404
    assert status("/boven/onder/") == 200
    Page.objects.get(pk=below.pk).unpublish()
    assert status("/boven/onder/") == 404


def test_an_address_within_a_page(founded):
    stop = StopFactory()
    partner = stop.organisation
    assert status(f"/partners/{partner.slug}/") == 200
    assert status("/partners/niemand/") == 404


def test_a_page_behind_a_password_is_in_no_menu_and_no_list(deep):
    above, _ = deep
    above.show_in_menus = True
    above.save()
    story = covered_story(1)
    menu, listed = '<a class="nav__link" href="/boven/"', story.title
    assert menu in Client().get("/").content.decode()
    assert listed in Client().get("/verhalen/").content.decode()
    for page in (above, story.get_parent()):
        PageViewRestriction.objects.create(
            page=page, restriction_type=PageViewRestriction.PASSWORD, password="geheim"
        )
    assert menu not in Client().get("/").content.decode()
    assert listed not in Client().get("/verhalen/").content.decode()


@pytest.mark.parametrize("restricted", ["boven", "onder"])
def test_a_page_behind_a_password_asks_for_it(deep, restricted):
    page = Page.objects.get(slug=restricted)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    for address in ("/boven/", "/boven/onder/"):
        asks = 'name="password"' in Client().get(address).content.decode()
        assert asks == (address == "/boven/onder/" or restricted == "boven")


def test_an_alias_asks_for_the_password_of_its_source(deep):
    _, below = deep
    PageViewRestriction.objects.create(
        page=below, restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    CreatePageAliasAction(below, parent=home_page(), update_slug="elders").execute()
    page = Client().get("/elders/").content.decode()
    assert 'name="password"' in page


def test_the_home_page_behind_a_password(founded):
    PageViewRestriction.objects.create(
        page=home_page(), restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    assert 'name="password"' in Client().get("/").content.decode()


def test_each_of_two_sites_has_its_own_pages(founded):
    trunk = Page.get_first_root_node()
    other = trunk.add_child(instance=HomePage(title="Andere", slug="andere", hero_title="Anders"))
    Site.objects.create(hostname="anders.example", root_page=other)
    for host, title in {"anders.example": "Anders", "localhost": "*mensen*"}.items():
        request = RequestFactory().get("/", HTTP_HOST=host)
        assert title in routing.site_of(request).root_page.specific.hero_title
