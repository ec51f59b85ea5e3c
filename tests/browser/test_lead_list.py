"""A list of employers: chosen, looked at, taken in by the worker, its faults, and undone."""

import csv

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.support import lead_lists
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

LISTS = "/beheer/opvolging/inlezen/"
GOOD, FAULTY = 98, 2  # more than the worker writes at once
SAY = "from tests.support import lead_lists; lead_lists."


def file() -> dict:
    rows = [lead_lists.row_of(number + 500) for number in range(GOOD)]
    rows += [lead_lists.row_of(number + 600, email="geen adres") for number in range(FAULTY)]
    return {"name": "klanten.csv", "mimeType": "text/csv", "buffer": lead_lists.csv(*rows)}


def test_a_list_goes_in_with_progress_and_comes_back(visitor, demo_site):
    guest = visitor(for_axe=True)
    page = guest.page
    guest.signs_in(f"coordinator@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    guest.goes_to(LISTS)
    page.set_input_files("[name=file]", file())
    page.check("[name=obtained][value=eigen]")
    page.fill("[name=obtained_note]", "onze klantenlijst (VOORBEELD)")
    page.check("[name=basis][value=belang]")
    page.get_by_role("button", name="Kijk de lijst na").click()
    for at, field in enumerate(("company", "name", "email", "phone")):
        expect(page.locator(f"#column-{at}")).to_have_value(field)
    page.get_by_role("button", name="Kijk alle rijen na").click()
    figures = page.locator(".transfer-figures li")
    expect(figures).to_have_text([
        f"{GOOD} nieuwe dossiers",
        "0 rijen vullen een dossier van De Werkschuit (VOORBEELD) aan",
        "0 rijen stonden er al, met alles erin",
        f"{FAULTY} rijen met een fout",
    ])  # fmt: skip
    demo_site.python(f"{SAY}hold()")  # so that how far it is can be looked at
    page.get_by_role("button", name="Lees in").click()
    said = page.locator("[data-said]")
    expect(said).to_have_text(f"0 van {GOOD + FAULTY} rijen")
    assert guest.faults() == []
    demo_site.python(f"{SAY}some_rows()")
    expect(said).to_have_text(f"50 van {GOOD + FAULTY} rijen")
    page.reload()
    expect(said).to_have_text(f"50 van {GOOD + FAULTY} rijen")
    expect(page.locator("progress")).to_have_attribute("value", "50")
    demo_site.python(f"{SAY}lease_ends()")
    expect(page.get_by_role("heading", name="Ingelezen op")).to_be_visible()
    expect(figures.first).to_have_text(f"{GOOD} nieuwe dossiers")
    with page.expect_download() as asked:
        page.get_by_role("link", name="Download ze met de reden erbij").click()
    text = asked.value.path().read_text(encoding="utf-8-sig")
    [_, *back] = csv.reader(text.splitlines(), delimiter=";")
    assert [row[-1] for row in back] == ["“geen adres” is geen volledig e-mailadres."] * FAULTY
    page.get_by_text("Maak deze lijst ongedaan").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ja, maak ongedaan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Van deze lijst staat hier niets meer.")).to_be_visible()
    assert demo_site.python(f"{SAY}left('Firma 5')") == "0"
