"""A company of the register is found by its first letters, and fills in a new dossier."""

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

LAID = """
from datetime import date
from django.utils import timezone
from leads.models import RegisterEntry, RegisterExtract
day = date(2026, 11, 1)
RegisterExtract.objects.create(
    path="x", kind="full", number=1, taken_on=day, state="klaar", keeps_list=True,
    done_at=timezone.now(),
)
RegisterEntry.objects.create(
    number="0200000043", name="Verzonnen Werkhuis NV", name_key="verzonnenwerkhuis",
    address="Kaai 12", place="3600 Genk", taken_on=day,
)
"""


def test_a_company_fills_in_the_form(visitor, demo_site):
    demo_site.python(LAID)
    guest = visitor()
    guest.signs_in(f"coordinator@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    guest.goes_to("/beheer/opvolging/dossiers/nieuw/", until="load")
    page = guest.page
    page.get_by_label("Bedrijf of organisatie").press_sequentially("verz")
    expect(page.get_by_text("In KBO, stand 1 november 2026:")).to_be_visible()
    expect(page.get_by_text("0200.000.043 · Kaai 12, 3600 Genk")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Verzonnen Werkhuis NV")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bedrijf of organisatie")).to_have_value("Verzonnen Werkhuis NV")
    expect(page.get_by_label("Ondernemingsnummer")).to_have_value("0200.000.043")
    expect(page.get_by_label("Postcode of gemeente")).to_have_value("3600 Genk")
    expect(page.get_by_label("Voornaam en naam")).to_be_focused()
    expect(page.get_by_text("Ingevuld uit KBO, stand 1 november 2026")).to_be_visible()
