"""From the dashboard to handed in, and from there to online: the figures of ux.md 1a, counted."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Clicks
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

MOST_REQUIRED, MOST_CLICKS, MOST_TO_REVIEW = 6, 12, 2
TITLE = "Karim leert het aan anderen"
# An earlier yes is about another story: he is asked about this one, and answers.
KARIM_SAYS_YES = f"""
from stories.consent import recording, requests
from stories.models import StoryPage
story = StoryPage.objects.get(draft_title="{TITLE}").get_latest_revision_as_object()
asked = requests.ask(story.portrayals.first().person, story=story, picture=story.picture)
recording.answer(asked, recording.Answer(taking=True, channels=("website",)))
"""
LONG = "Hij vertelt elke dag aan iedereen die nieuw begint waar alles staat en " * 2


def test_a_testimonial_is_handed_in_and_approved(visitor, demo_site):
    writer = visitor(width=1280)
    clicks = Clicks()
    writer.signs_in("marketeer@voorbeeld.example", DEMO_PASSWORD)
    required = _writes(writer.page, clicks)
    hints = writer.page.locator("[data-hints]")
    hints.get_by_text("Deze zin telt 26 woorden.").wait_for()
    with writer.page.expect_navigation():
        clicks.on(writer.page.get_by_role("button", name="Dien in voor nalezing"))
    writer.goes_to("/beheer/")
    waits = writer.page.locator("section", has=writer.page.locator("#lijst-wacht-op-een-ander"))
    row = waits.get_by_role("link", name=TITLE)
    row.wait_for()
    own = row.get_attribute("href")
    writer.goes_to(own)
    assert writer.page.get_by_text("Iemand anders moet dit nalezen.").count() == 1
    assert writer.page.get_by_role("button", name="Keur goed").count() == 0

    demo_site.python(KARIM_SAYS_YES)
    reader = visitor(width=1280)
    reviewed = Clicks()
    reader.signs_in("beheerder@voorbeeld.example", DEMO_PASSWORD)
    reviewed.on(reader.page.get_by_role("link", name=TITLE))
    expect(reader.page.frame_locator("iframe").locator("h1")).to_have_text(TITLE)
    reviewed.on(reader.page.get_by_role("button", name="Keur goed"))
    reader.page.get_by_text(f"“{TITLE}” is goedgekeurd en staat online.").wait_for()

    names = ", ".join(name.strip(" *\n") for name in required)
    print(
        f"\n  required fields: {len(required)} of at most {MOST_REQUIRED} ({names})"
        f"\n  clicks from dashboard to handed in: {clicks.count} of at most {MOST_CLICKS}"
        f"\n  clicks to review: {reviewed.count} of at most {MOST_TO_REVIEW}"
    )
    assert len(required) <= MOST_REQUIRED
    assert clicks.count <= MOST_CLICKS
    assert reviewed.count <= MOST_TO_REVIEW


def _writes(page, clicks) -> list[str]:
    """Everything a testimonial asks, and which of it may not stay empty."""
    with page.expect_navigation(wait_until="networkidle"):
        clicks.on(page.get_by_role("link", name="Nieuw verhaal"))
    clicks.on(page.get_by_role("button", name="Kies een afbeelding").first)
    clicks.on(page.locator(".modal a", has_text="Karim kent elke doos").first)
    page.locator(".modal").wait_for(state="detached")
    clicks.on(page.get_by_role("button", name="Voeg persoon toe"))
    clicks.on(page.get_by_role("button", name="Kies wie erin staat"))
    clicks.on(page.locator(".modal a", has_text="Karim").first)
    page.locator(".modal").wait_for(state="detached")
    marks = page.locator("[data-edit-form] .w-required-mark").all()
    required = [mark.locator("..").inner_text() for mark in marks if mark.is_visible()]
    clicks.on(page.locator("[name=title]"))
    page.keyboard.type(TITLE)
    clicks.on(page.locator("[name=lead]"))
    page.keyboard.type("Karim toont nieuwe collega’s waar alles staat.")
    clicks.on(page.locator("[id*=body] button[title='Blok invoegen']").first)
    clicks.on(page.get_by_role("option", name="Tekst").first)
    page.locator("[id*=body] .public-DraftEditor-content:focus").wait_for()
    page.keyboard.type(LONG)
    return required
