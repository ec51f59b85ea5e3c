"""Keys at the desk: what each does, when none does anything, and that they can be switched off."""

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

VANDAAG = "/beheer/opvolging/"
AZERTY_1 = {"key": "&", "code": "Digit1", "bubbles": True}
# As it is when a key is pressed on the row that has the focus.
PRESS = "event => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', event))"


@pytest.fixture
def guest(visitor):
    found = visitor(for_axe=True)
    found.signs_in(f"coordinator.groen@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    found.goes_to(VANDAAG)
    return found


def is_open(page):
    return page.locator("[data-row] details[open]").count() == 1


def test_keys_are_told_and_do_what_is_told(guest):
    page = guest.page
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Sneltoetsen")
    expect(dialog.get_by_text("Zeg wat het gaf")).to_be_visible()
    assert guest.faults() == []
    page.keyboard.press("c")  # under a dialog of another kind nothing happens
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert not is_open(page)
    page.keyboard.press("j")
    first = page.locator("[data-row] a").first
    expect(first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(first).to_be_focused()
    for key in ("Control+c", "Alt+c", "Shift+c"):
        page.keyboard.press(key)
    assert not is_open(page)
    page.keyboard.press("c")
    expect(page.locator('[data-row] button[data-key="1"]:focus')).to_have_count(1)
    assert guest.faults() == []
    page.get_by_label("Notitie").first.focus()
    page.keyboard.type("jk1234 cmou/")
    expect(page.get_by_label("Notitie").first).to_have_value("jk1234 cmou/")
    page.locator("[data-row] details[open] button").first.focus()
    page.keyboard.press("Escape")
    assert not is_open(page)


def test_a_number_is_the_key_it_stands_on(guest):
    """On a Belgian keyboard the digits take Shift."""
    page = guest.page
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.evaluate(PRESS, AZERTY_1)
    expect(page.locator(".messages")).to_contain_text("Volgende stap")
    page.keyboard.press("u")
    expect(page.locator(".messages")).to_contain_text("ongedaan gemaakt")


def test_anything_is_found_by_its_name(guest):
    page = guest.page
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Ga naar…")
    expect(dialog.get_by_role("link", name="Bord")).to_be_visible()
    assert guest.faults() == []
    page.keyboard.type("weekra")
    expect(dialog.get_by_role("link", name="Bord")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("link", name="Weekrapport")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/weekrapport/")
    page.keyboard.press("b")
    page.wait_for_url("**/bord/")
    page.keyboard.press("/")
    expect(page.get_by_role("dialog", name="Ga naar…")).to_be_visible()


def test_they_can_be_switched_off(guest):
    page = guest.page
    guest.goes_to("/beheer/account/")
    # The switch itself lies under its picture.
    page.locator("[name$=keyboard_shortcuts]").focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.get_by_role("button", name="Opslaan").first.click()
    guest.goes_to(VANDAAG)
    for key in ("j", "c", "Control+k", "v"):
        page.keyboard.press(key)
    assert not is_open(page)
    assert page.locator("dialog[open]").count() == 0
    expect(page.locator("[data-row] a:focus")).to_have_count(0)
