"""The form under somebody's thumb: what moves while it is pressed."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Clicks

pytestmark = pytest.mark.browser


def test_mending_a_slip_does_not_swallow_the_press(visitor):
    """What appears or goes when the field is left would move the button from under the thumb."""
    phone = visitor(width=390)
    page = phone.page
    phone.goes_to("/roadshow/voorbeeld-genk/inschrijven/")
    page.get_by_label("Voornaam en naam").fill("Rita Claes")
    page.get_by_label("Bedrijf of organisatie").fill("Claes Proef")
    page.wait_for_timeout(2100)
    page.get_by_label("E-mailadres").fill("rita@gmial.com")
    page.get_by_role("button", name="Bedoelt u rita@gmail.com?").wait_for()
    page.get_by_label("E-mailadres").fill("rita@claes-proef.example")
    page.get_by_role("button", name="Bevestig mijn plaats").click()
    page.wait_for_url("**/mijn/**")


def test_the_proposal_is_taken_with_one_press(visitor):
    phone = visitor(width=320)
    page = phone.page
    phone.goes_to("/roadshow/voorbeeld-genk/inschrijven/")
    page.get_by_label("E-mailadres").fill("rita@gmial.com")
    proposal = page.get_by_role("button", name="Bedoelt u rita@gmail.com?")
    proposal.click()
    expect(page.get_by_label("E-mailadres")).to_have_value("rita@gmail.com")
    expect(proposal).to_have_count(0)


TYPED = {
    "Voornaam en naam": "Rita Claes",
    "Bedrijf of organisatie": "Claes Proef",
    "E-mailadres": "rita.claes@claes-proef.example",
}
# Seconds: a thumb that looks for what to press, and one that types on glass (40 words a minute).
TAP, KEY = 1.5, 0.3


def test_a_newcomer_registers_within_a_minute_and_finds_the_way_back(visitor, capsys):
    """From the home page, with one thumb; counted in taps and keys, not by a clock."""
    phone = visitor(width=360)
    page, keys, taps = phone.page, 0, Clicks()
    tap = taps.on
    phone.goes_to("/")
    tap(page.get_by_role("link", name="Vind uw halte").first)
    page.wait_for_url("**/roadshow/**")
    tap(page.locator("article.stop", has_text="Genk").get_by_role("link", name="Schrijf in").first)
    for label, words in TYPED.items():
        tap(page.get_by_label(label))
        page.keyboard.type(words)
        keys += len(words)
    page.wait_for_timeout(2100)  # whoever sends a form sooner is no person
    tap(page.get_by_role("button", name="Bevestig mijn plaats"))
    page.wait_for_url("**/mijn/**")
    expect(page.locator("h1")).to_contain_text("U bent ingeschreven")
    seconds = taps.count * TAP + keys * KEY
    with capsys.disabled():
        print(f"\nregistering: {taps.count} taps, {keys} keys, about {seconds:.0f} s")
    assert taps.count <= 6
    assert seconds < 60
    # And back: to the stop, and to the tour above it.
    page.get_by_role("link", name="Alles over deze halte").click()
    expect(page.locator("h1")).to_contain_text("Genk")
    page.get_by_role("navigation").get_by_role("link", name="Roadshow", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Roadshow")
