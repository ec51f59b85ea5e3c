"""The form under somebody's thumb: what moves while it is pressed."""

import pytest
from playwright.sync_api import expect

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
