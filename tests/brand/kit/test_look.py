"""Every part of the house style on one page, looked at by axe: light, dark, wide and narrow."""

import gzip

import pytest
from wagtail.models import Locale, Page, Site

from brand.models import ContentPage, HomePage
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.support.house_style_page")]
BEST = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def address(live_server):
    Locale.objects.get_or_create(language_code="nl-be")
    trunk = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = trunk.add_child(instance=HomePage(title="Meewerkers", slug="start"))
    for title in ("Verhalen", "Impact"):
        page = ContentPage(title=title, slug=title.lower(), show_in_menus=True)
        home.add_child(instance=page)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return live_server.url


@pytest.fixture
def visitor(browser, address):
    made = []

    def make(**wishes):
        made.append(Visitor(browser, address, **wishes))
        return made[-1]

    yield make
    for one in made:
        one.leave()
    assert [trouble for one in made for trouble in one.troubles] == []


@pytest.mark.parametrize("path", ["/onderdelen/", "/onderdelen/?fout=1", "/", "/verhalen/"])
def test_no_part_stands_in_anybody_s_way(visitor, path):
    guest = visitor(for_axe=True)
    guest.goes_to(path)
    assert guest.faults(BEST) == []


def test_nothing_to_press_is_smaller_than_a_thumb(visitor):
    guest = visitor(width=320)
    guest.goes_to("/onderdelen/")
    small = guest.page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, input")]
        .filter(one => one.checkVisibility() && one.type !== "hidden")
        .filter(one => !one.closest(".pot, .skip, .check, .card__title, .stop__title"))
        .filter(one => !one.closest("p:not([class]), dd, td"))
        .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect().height])
        .filter(([_, height]) => height < 44)"""
    )
    assert small == []


def test_the_menu_opens_without_javascript(visitor):
    guest = visitor(width=320, javascript=False)
    guest.goes_to("/")
    guest.page.click("details.menu > summary")
    guest.page.click("nav[aria-label=Menu] >> text=Impact")
    assert guest.page.url.endswith("/impact/")


def test_the_chosen_weather_is_kept_and_there_before_the_first_paint(visitor):
    guest = visitor()
    guest.goes_to("/")
    guest.page.click("[data-theme-toggle]:visible")
    assert guest.page.evaluate("document.documentElement.dataset.theme") == "dark"
    guest.goes_to("/verhalen/")
    assert (
        guest.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 18, 29)"
    )
    assert guest.page.get_attribute("[data-theme-toggle]:visible", "aria-pressed") == "true"


def test_the_summary_takes_the_focus_and_leads_to_the_field(visitor):
    guest = visitor(width=320)
    guest.goes_to("/onderdelen/?fout=1")
    assert guest.page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    assert guest.page.title() == "Fout: Alle onderdelen – Meewerkers"
    guest.page.click("text=Vul uw voornaam en naam in >> nth=0")
    assert guest.page.evaluate("document.activeElement.id") == "id_name"


def test_the_style_of_a_page_stays_small(visitor):
    """Style and script of ours, as they go over the line."""
    guest = visitor()
    answers = []
    guest.page.on("response", lambda answer: answers.append(answer))
    guest.goes_to("/")
    weight = sum(
        len(gzip.compress(answer.body()))
        for answer in answers
        if answer.url.split("?")[0].endswith((".css", ".js"))
    )
    assert 5_000 < weight <= 15_000
