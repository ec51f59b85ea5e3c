"""The map of the tour in a real browser, under the real content policy."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.factories.roadshow import tour_page
from tests.support.known_towns import halt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NASTY = '<img src=x onerror="document.title=1">Genk'


@pytest.fixture
def guest(live_server, browser):
    made = []

    def make(**wishes) -> Visitor:
        made.append(Visitor(browser, live_server.url, **wishes))
        return made[-1]

    yield make
    for one in made:
        one.leave()


def on_the_map(visitor, path="/roadshow/"):
    visitor.goes_to(path)
    visitor.page.wait_for_selector("[data-stop-map][data-ready]")
    return visitor.page


def test_words_of_people_stay_words_in_a_popup(guest):
    halt(title=NASTY, slug="genk")
    visitor = guest()
    page = on_the_map(visitor)
    page.locator(".stop-pin").click()
    link = page.locator(".stop-popup a")
    expect(link).to_have_text(NASTY)
    assert page.locator(".stop-popup img").count() == 0
    assert link.get_attribute("href") == "/roadshow/genk/"
    assert page.title() != "1"
    assert visitor.troubles == []


def test_nothing_is_asked_of_others_before_the_click(guest):
    halt("Genk")
    halt("Gent")
    visitor = guest()
    page = on_the_map(visitor)
    expect(page.locator("path.land")).to_have_count(11)
    assert visitor.troubles == []
    page.route("https://tile.openstreetmap.org/**", lambda route: route.abort())
    with page.expect_request("https://tile.openstreetmap.org/**") as asked:
        page.get_by_role("button", name="Toon de straten").click()
    # OpenStreetMap hears which site asks, not which page.
    assert asked.value.headers["referer"] == f"{visitor.home}/"
    expect(page.get_by_role("button", name="Verberg de straten")).to_be_visible()


def test_the_map_is_worked_by_keyboard(guest):
    halt("Genk", slug="genk")
    page = on_the_map(guest())
    sign = page.get_by_role("button", name="Genk,")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stop-popup a")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()


def test_stops_close_together_open_up_by_keyboard(guest):
    for _ in range(3):
        halt("Genk")
    halt("Brugge")
    page = on_the_map(guest())
    group = page.get_by_role("button", name="3 haltes dicht bij elkaar")
    group.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Genk,")).to_have_count(3)


def test_above_the_limit_the_rows_are_fetched(guest, monkeypatch):
    monkeypatch.setattr("roadshow.tour.map.EMBEDDED", 0)
    halt("Genk", slug="genk")
    page = on_the_map(guest())
    page.get_by_role("button", name="Genk,").click()
    assert page.locator(".stop-popup a").get_attribute("href") == "/roadshow/genk/"


def test_without_javascript_there_is_the_list_and_no_empty_box(guest):
    halt("Genk")
    visitor = guest(javascript=False, width=320)
    visitor.goes_to("/roadshow/?provincie=limburg")
    expect(visitor.page.get_by_role("link", name="Genk", exact=True)).to_be_visible()
    expect(visitor.page.locator("[data-stop-map]")).to_be_hidden()
    expect(visitor.page.get_by_role("button", name="Gebruik mijn locatie")).to_be_hidden()
    assert not visitor.scrolls_sideways()


def test_ones_own_place_is_asked_by_a_click_and_rounded(guest):
    halt("Genk")
    visitor = guest(width=320)
    visitor.context.grant_permissions(["geolocation"])
    visitor.context.set_geolocation({"latitude": 50.934567, "longitude": 5.339876})
    page = on_the_map(visitor)
    assert "bij=" not in page.url
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.wait_for_url(lambda address: "bij=50.93%2C5.34" in address)
    expect(page.get_by_text("Kilometers in vogelvlucht vanaf uw locatie.")).to_be_visible()


def test_nothing_in_the_way_of_anybody(guest):
    tour_page()
    halt(title="Sint-Genesius-Rode-Donaudampfschiffahrtsgesellschaftskapitän", slug="lang")
    halt("Gent", taken=40)
    visitor = guest(for_axe=True)
    on_the_map(visitor)
    assert visitor.faults() == []
    visitor.goes_to("/roadshow/lang/")
    assert visitor.faults() == []
