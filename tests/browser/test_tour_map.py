"""The map of the tour in a real browser, under the real content policy."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.factories.roadshow import tour_page
from tests.support import many
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


def pin(page, town):
    return page.locator(f".stop-pin[aria-label^='{town},']")


def on_the_map(visitor, path="/roadshow/"):
    visitor.goes_to(path)
    visitor.page.wait_for_selector("[data-stop-map][data-ready]")
    return visitor.page


def test_words_of_people_stay_words_in_a_popup(guest):
    halt(title=NASTY, slug="genk")
    visitor = guest()
    page = on_the_map(visitor)
    page.locator(".stop-pin").click()
    link = page.locator(".stop-popup__title")
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
    sign = pin(page, "Genk")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stop-popup__title")).to_be_focused()
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
    expect(pin(page, "Genk")).to_have_count(3)


OVERLAPPING = """() => {
  const signs = [...document.querySelectorAll(".stop-pin :is(.stop-sign, .stop-group)")]
    .map((one) => one.getBoundingClientRect());
  return signs.filter((one, at) => signs.some((other, also) => also > at
    && one.left < other.right - 2 && other.left < one.right - 2
    && one.top < other.bottom - 2 && other.top < one.bottom - 2)).length;
}"""


def test_no_sign_lies_on_another(guest):
    """At one house, in one town and beside it; also where a stop took place before."""
    week = timezone.now() - timedelta(days=7)
    house = halt("Genk", slug="genk").venue
    halt("Genk", venue=house, slug="genk-weer")
    halt("Genk", venue=house, starts_at=week, ends_at=week + timedelta(hours=2))
    halt("Genk", cancelled_at=timezone.now())
    for town in ("Hasselt", "Lommel", "Brugge", "Gent"):
        halt(town)
    page = on_the_map(guest())
    for zoom in (7, 8, 9, 11):
        page.evaluate(f"map_haltes.setView([50.96, 5.4], {zoom}, {{animate: false}})")
        assert page.evaluate(OVERLAPPING) == 0, zoom
    # At zoom 11 Hasselt stands apart.
    group = page.get_by_role("button", name="4 haltes dicht bij elkaar (1 voorbij)")
    group.focus()
    page.keyboard.press("Enter")
    expect(pin(page, "Genk")).to_have_count(3)  # the fourth is called a look back


def test_on_a_telephone_the_map_comes_when_it_is_asked_for(guest):
    halt("Genk", slug="genk")
    visitor = guest(width=320)
    visitor.goes_to("/roadshow/")
    page = visitor.page
    expect(page.locator("[data-stop-map]")).to_be_hidden()
    assert not [one for one in visitor.requests if "leaflet" in one or "geojson" in one]
    page.get_by_role("button", name="Kaart", exact=True).click()
    page.wait_for_selector("[data-stop-map][data-ready]")
    expect(page.locator(".tour__list")).to_be_hidden()
    assert page.url.endswith("#kaart")
    page.reload()
    page.wait_for_selector("[data-stop-map][data-ready]")
    page.get_by_role("button", name="Lijst", exact=True).click()
    expect(page.locator(".tour__list")).to_be_visible()
    expect(page.locator("[data-stop-map]")).to_be_hidden()
    assert visitor.troubles == []


def test_one_registers_from_the_map(guest):
    halt("Genk", slug="genk")
    halt("Gent", slug="gent", taken=40)
    halt("Brugge", slug="brugge", cancelled_at=timezone.now())
    page = on_the_map(guest(), "/roadshow/?via=7k2")
    found = {}
    for name in ("Genk", "Gent", "Brugge"):
        pin(page, name).click()
        popup = page.locator(".stop-popup", has=page.get_by_text(name, exact=True))
        expect(popup).to_be_visible()
        found[name] = [
            (one.text_content().partition(",")[0], one.get_attribute("href"))
            for one in popup.locator(".btn").all()
        ]
        page.keyboard.press("Escape")
        expect(page.locator(".stop-popup")).to_have_count(0)
    assert found == {
        "Genk": [("Schrijf in", "/roadshow/genk/inschrijven/?via=7k2")],
        "Gent": [("Op de wachtlijst", "/roadshow/gent/inschrijven/?via=7k2")],
        "Brugge": [],
    }


def test_list_and_map_point_at_one_another(guest):
    halt("Genk", slug="genk")
    halt("Gent", slug="gent")
    page = on_the_map(guest())
    row = page.locator("[data-stop=gent]")
    row.hover()
    expect(pin(page, "Gent")).to_have_class(re.compile("stop-pin--lit"))
    expect(pin(page, "Genk")).not_to_have_class(re.compile("stop-pin--lit"))
    pin(page, "Gent").hover()
    expect(row).to_have_class(re.compile("stop--pointed"))
    expect(page.locator(".stop-tip")).to_have_text("Gent: Nog 40 plaatsen")
    pin(page, "Genk").click()
    expect(page.locator("[data-stop=genk]")).to_have_class(re.compile("stop--chosen"))


def test_from_the_list_to_the_map_and_back_by_keyboard(guest):
    for town in ("Genk", "Gent", "Brugge"):
        halt(town, slug=town.lower())
    page = on_the_map(guest())
    button = page.locator("[data-show-stop=gent]")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".stop-popup a").first).to_be_focused()
    expect(page.locator(".stop-popup a").first).to_have_text("Gent")
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_hundreds_come_after_the_first_and_each_is_there(guest, founded):
    many.stops(450)
    page = on_the_map(guest())
    page.evaluate("map_haltes.setView([50.96, 4.4], 7, {animate: false})")
    counts = page.evaluate(
        "[...document.querySelectorAll('.stop-group')].map((one) => parseInt(one.textContent))"
    )
    assert sum(counts) + page.locator(".stop-pin[aria-label]").count() == 450
    page.evaluate("roadshowMap.choose('halte-450')")
    expect(page.locator(".stop-popup__title")).to_have_text("Halte 450")


def test_nobody_gets_lost(guest):
    halt("Genk")
    halt("Brugge")
    page = on_the_map(guest())
    seen = "map_haltes.getBounds().intersects([[50.68, 2.54], [51.51, 5.92]])"
    page.evaluate("map_haltes.setView([40, 20], 3, {animate: false})")
    page.wait_for_function(seen)
    assert page.evaluate("map_haltes.getZoom() >= 6")
    page.evaluate("map_haltes.setView([50.3, 4], 14, {animate: false})")
    expect(page.locator(".stop-pin")).to_have_count(0)
    page.get_by_role("button", name="Toon alles").click()
    expect(page.locator(".stop-pin")).to_have_count(2)


def test_each_state_has_a_shape_and_a_word(guest):
    week = timezone.now() - timedelta(days=7)
    halt("Genk")
    halt("Gent", taken=40)
    halt("Brugge", cancelled_at=timezone.now())
    halt("Lommel", starts_at=week, ends_at=week + timedelta(hours=2))
    page = on_the_map(guest())
    found = {
        one.get_attribute("aria-label").rpartition(". ")[2]: one.inner_html()
        for one in page.locator(".stop-pin").all()
    }
    assert found == {
        "Nog 40 plaatsen": '<span class="stop-sign stop-sign--open"></span>',
        "Volzet, wachtlijst open": '<span class="stop-sign stop-sign--volzet"></span>',
        "Geannuleerd": '<span class="stop-sign stop-sign--geannuleerd"></span>',
        "Voorbij": '<span class="stop-sign stop-sign--voorbij"></span>',
    }


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
    page = visitor.page
    visitor.goes_to("/roadshow/")
    assert "bij=" not in page.url
    page.get_by_role("button", name="Gebruik mijn locatie").click()
    page.wait_for_url(lambda address: "bij=50.93%2C5.34" in address)
    expect(page.get_by_text("Kilometers in vogelvlucht vanaf uw locatie.")).to_be_visible()


def test_a_place_that_is_not_given_is_said_below_the_button(guest):
    halt("Genk")
    page = guest(width=320).page
    page.goto("/roadshow/")
    button = page.get_by_role("button", name="Gebruik mijn locatie")
    button.click()
    said = page.get_by_text("Uw toestel gaf geen locatie. Vul uw postcode of gemeente in.")
    expect(said).to_be_visible()
    box = said.bounding_box()
    assert box["y"] > button.bounding_box()["y"]
    assert box["width"] > 100  # and not for screen readers alone


def test_nothing_in_the_way_of_anybody(guest):
    tour_page()
    halt(title="Sint-Genesius-Rode-Donaudampfschiffahrtsgesellschaftskapitän", slug="lang")
    halt("Gent", taken=40)
    visitor = guest(for_axe=True)
    on_the_map(visitor)
    assert visitor.faults() == []
    visitor.goes_to("/roadshow/lang/")
    assert visitor.faults() == []
