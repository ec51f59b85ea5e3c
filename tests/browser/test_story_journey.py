"""A testimonial from idea to shared: two people of one partner, and the person who is shown.

The person answers on a telephone of her own, and takes everything back on it at the end.
"""

import re

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.browser.visitor import Clicks
from tests.support.servers import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.journey]

NAME = "Roza Proef"
TITLE = "Roza bakt voor twintig"
SAID = "Ik bak elke dag voor twintig mensen."
PHOTO = "Roza in de bakkerij"
# Of her alone: it goes when she goes.
TAKEN = f"""
from brand import demo
folder = demo.organisation("de-werkschuit").collection
demo.picture("{PHOTO}", "kantoor", "Roza kneedt deeg", 43, collection=folder)
"""


def signed_in(visitor, account):
    one = visitor(width=1280)
    one.signs_in(f"{account}@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    return one


def test_from_idea_to_shared_and_taken_back(visitor, demo_site):
    demo_site.python(TAKEN)
    writer, clicks = signed_in(visitor, "marketeer"), Clicks()
    _names_the_person(writer, clicks)
    story = _writes(writer.page, clicks)
    link = _asks(writer, story, clicks)
    phone = visitor(width=320)
    _answers(phone, link)
    required = _hands_in(writer, story, clicks)
    reviewed = _a_colleague_reads(visitor, story)
    address = _is_online(visitor)
    _is_shared(writer, story)
    _takes_it_back(phone, link)
    gone = visitor(width=320)
    assert gone.goes_to(address).status == 410
    print(
        f"\n  required fields of the story: {required}"
        f"\n  clicks of the marketer, the person and the question included: {clicks.count}"
        f"\n  clicks of the colleague: {reviewed}"
    )
    assert required <= 6
    assert reviewed <= 2


def _names_the_person(writer, clicks):
    writer.goes_to("/beheer/portrayedperson/new/")
    writer.page.locator("[name=name]").fill(NAME)
    clicks.on(writer.page.locator("footer button[type=submit]").first)
    writer.page.get_by_role("link", name="Schrijf het verhaal").wait_for()


def _writes(page, clicks) -> str:
    """A draft with a picture and the person in it; gives its number."""
    with page.expect_navigation(wait_until="networkidle"):
        clicks.on(page.get_by_role("link", name="Schrijf het verhaal"))
    clicks.on(page.get_by_role("button", name="Kies een afbeelding").first)
    clicks.on(page.locator(".modal a", has_text=PHOTO).first)
    page.locator(".modal").wait_for(state="detached")
    clicks.on(page.get_by_role("button", name="Voeg persoon toe"))
    clicks.on(page.get_by_role("button", name="Kies wie erin staat"))
    clicks.on(page.locator(".modal a", has_text=NAME).first)
    page.locator(".modal").wait_for(state="detached")
    page.locator("[name=title]").fill(TITLE)
    with page.expect_response(_keeps_what_was_typed_last):
        page.locator("[name=lead]").fill(SAID)
    page.wait_for_url(re.compile(r"/beheer/pages/\d+/edit/"))
    return re.search(r"/pages/(\d+)/", page.url)[1]


def _keeps_what_was_typed_last(answer) -> bool:
    """The editor saves by itself, a moment after each change."""
    return answer.request.method == "POST" and SAID in (answer.request.post_data or "")


def _asks(writer, story, clicks) -> str:
    page = writer.page
    page.wait_for_load_state("networkidle")
    panel = page.locator("#toestemming")
    with page.expect_navigation(wait_until="networkidle"):
        clicks.on(panel.get_by_role("button", name="Vraag toestemming"))
    clicks.on(page.locator("#toestemming").get_by_role("link", name="Bekijk de vraag"))
    link = re.compile(r"/toestemming/[\w-]{20,}/")
    expect(page.locator("main")).to_contain_text(link)
    return link.search(page.content())[0]


def _answers(phone, link):
    """Large rows to tap; nothing is ticked beforehand."""
    page = phone.page
    phone.goes_to(link)
    assert page.locator("input:checked").count() == 0
    page.get_by_label("Ja", exact=True).check()
    for where in ("Op onze website", "Op sociale media"):
        page.locator("label").filter(has_text=where).click()
    page.get_by_label("Alleen mijn voornaam").check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    page.wait_for_url("**/?gedaan=antwoord*")
    expect(page.locator("#main")).to_contain_text(SAID)
    page.get_by_role("button", name="Ja, dit klopt").click()
    expect(page.locator("#main")).to_contain_text("dit klopt.")
    assert not phone.scrolls_sideways()


def _hands_in(writer, story, clicks) -> int:
    page = writer.page
    writer.goes_to(f"/beheer/pages/{story}/edit/")
    marks = page.locator("[data-edit-form] .w-required-mark").all()
    required = sum(mark.is_visible() for mark in marks)
    expect(page.locator(".desk-ticks").first).to_contain_text("Website: ja.")
    with page.expect_navigation():
        clicks.on(page.get_by_role("button", name="Dien in voor nalezing"))
    return required


def _a_colleague_reads(visitor, story) -> int:
    reader, clicks = signed_in(visitor, "beheerder"), Clicks()
    clicks.on(reader.page.get_by_role("link", name=TITLE))
    expect(reader.page.frame_locator("iframe").locator("h1")).to_have_text(TITLE)
    clicks.on(reader.page.get_by_role("button", name="Keur goed"))
    reader.page.get_by_text(f"“{TITLE}” is goedgekeurd en staat online.").wait_for()
    return clicks.count


def _is_online(visitor) -> str:
    reader = visitor(width=320)
    reader.goes_to("/verhalen/")
    link = reader.page.get_by_role("link", name=TITLE).first
    address = link.get_attribute("href").partition("?")[0]
    assert reader.goes_to(address).status == 200
    assert reader.page.locator("h1").inner_text() == TITLE
    return address


def _is_shared(writer, story):
    writer.goes_to(f"/beheer/delen/{story}/")
    assert TITLE in writer.page.locator("main").inner_text()
    image = writer.page.request.get(f"/beheer/delen/{story}/beeld/liggend.jpg")
    assert (image.status, image.headers["content-type"]) == (200, "image/jpeg")


def _takes_it_back(phone, link):
    phone.goes_to(link)
    phone.page.get_by_role("button", name="Stop met alles").click()
    phone.page.get_by_role("button", name="Ja, stop met alles").click()
    expect(phone.page.locator("#gedaan")).to_have_text(
        "U bent gestopt. Op onze website tonen wij u niet meer."
    )
