"""A story with an own photo, a new person and the question to that person: clicks and fields."""

import re

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.browser.visitor import Clicks
from tests.factories.stories import image_file
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

MOST_FIELDS, MOST_CLICKS = 6, 12
NAME, MAIL = "Nadia Proef", "nadia@voorbeeld.example"
TITLE = "Nadia leert het aan anderen"


def test_own_photo_new_person_and_the_question(visitor):
    writer = visitor(width=1280)
    writer.signs_in(f"marketeer@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    page, clicks, fields = writer.page, Clicks(), []

    def types(field, text, *, name):
        """Reached by the Tab key, which is no click."""
        field.fill(text)
        fields.append(name)

    with page.expect_navigation(wait_until="networkidle"):
        clicks.on(page.get_by_role("link", name="Nieuw verhaal"))
    _uploads_a_photo(page, clicks, types, fields)
    _adds_the_person(page, clicks, types)
    clicks.on(page.locator("[name=title]"))
    types(page.locator("[name=title]"), TITLE, name="titel")
    types(page.locator("[name=lead]"), "Zij toont anderen waar alles staat.", name="inleiding")
    panel = page.locator("#toestemming")
    back = re.compile(r"/edit/#persoon-\d+$")
    with page.expect_navigation(url=back, wait_until="networkidle"):
        clicks.on(panel.get_by_role("button", name="Vraag toestemming"))
    expect(page.get_by_text(f"De vraag is onderweg naar {MAIL}.")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    expect(page.locator("#toestemming")).to_contain_text("nog niet geopend")
    expect(page.get_by_role("link", name="Bekijk de vraag")).to_be_in_viewport()
    with page.expect_navigation():
        clicks.on(page.get_by_role("button", name="Dien in voor nalezing"))
    writer.goes_to("/beheer/")
    waits = page.locator("section", has=page.locator("#lijst-wacht-op-een-ander"))
    expect(waits.get_by_role("link", name=TITLE)).to_be_visible()
    print(
        f"\n  fields: {len(fields)} of at most {MOST_FIELDS} ({', '.join(fields)})"
        f"\n  clicks from dashboard to handed in, the person asked: "
        f"{clicks.count} of at most {MOST_CLICKS}"
    )
    assert len(fields) <= MOST_FIELDS
    assert clicks.count <= MOST_CLICKS


def _uploads_a_photo(page, clicks, types, fields):
    clicks.on(page.get_by_role("button", name="Kies een afbeelding").first)
    clicks.on(page.locator(".modal").get_by_role("tab", name="Uploaden"))
    form = page.locator(".modal form[data-chooser-modal-creation-form]")
    page.wait_for_load_state("networkidle")  # until the script that names the picture is there
    with page.expect_file_chooser() as chooser:
        clicks.on(form.locator("input[type=file]"))
    chooser.value.set_files(
        {"name": "nadia.png", "mimeType": "image/png", "buffer": image_file(77).read()}
    )
    fields.append("foto")
    expect(form.locator("[name$=title]")).to_have_value("nadia")  # by itself
    types(form.locator("[name$=alt]"), "Nadia lacht", name="wat er op de foto staat")
    clicks.on(form.get_by_role("button", name=re.compile("Upload")))
    page.locator(".modal").wait_for(state="detached")


def _adds_the_person(page, clicks, types):
    clicks.on(page.get_by_role("button", name="Voeg persoon toe"))
    clicks.on(page.get_by_role("button", name="Kies wie erin staat"))
    clicks.on(page.locator(".modal").get_by_role("tab", name="Nieuwe persoon"))
    form = page.locator(".modal form[data-chooser-modal-creation-form]")
    types(form.locator("[name$=name]"), NAME, name="naam")
    types(form.locator("[name$=contact]"), MAIL, name="e-mailadres of telefoon")
    clicks.on(form.get_by_role("button", name="Voeg toe"))
    page.locator(".modal").wait_for(state="detached")
