"""Searching, open data and a French story, in a real browser: small and large, light and dark."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SLUG = "voorbeeld-karim-kent-elke-doos"
TRANSLATE = f"""
from stories.gate import sentences
from stories.languages import translation
from stories.objections import recording
from stories.models import StoryPage
found = StoryPage.objects.filter(slug="{SLUG}-fr").first()
if found is None:
    found = translation.translate(StoryPage.objects.get(slug="{SLUG}"), "fr")
    found.title = "Karim connaît chaque boîte"
    found.lead = "Karim travaille dans un entrepôt."
    found.body = [("text", "<p>Il connaît chaque boîte, et il aide ses collègues.</p>")]
    found.save_revision()
    for row in found.portrayals.all():
        recording.agree(row.person, found, sentences.text_hash(found))
    found.get_latest_revision().publish()
print(found.url)
"""


@pytest.fixture(scope="module")
def french(demo_site):
    return demo_site.python(TRANSLATE).splitlines()[-1]


def test_new_pages_hold_to_wcag(visitor, french):
    reader = visitor(for_axe=True)
    for path in ("/zoeken/", "/zoeken/?zoek=magazin", "/zoeken/?zoek=qqqq", "/api/v1/", french):
        assert reader.goes_to(path).status == 200
        assert reader.faults() == [], path


def test_searching_works_without_javascript(visitor):
    reader = visitor(width=320, javascript=False)
    reader.goes_to("/")
    reader.page.get_by_role("contentinfo").get_by_role("link", name="Zoeken").click()
    reader.page.get_by_label("Waar zoekt u naar?").fill("magazin")
    reader.page.get_by_role("main").get_by_role("button", name="Zoek").click()
    expect(reader.page.get_by_role("status")).to_contain_text("Bedoelde u magazijn?")
    reader.page.get_by_role("link", name="Karim kent elke doos bij naam").click()
    expect(reader.page.locator("h1")).to_have_text("Karim kent elke doos bij naam")


def test_a_reader_changes_language(visitor, french):
    reader = visitor()
    reader.goes_to(french)
    assert reader.page.locator("html").get_attribute("lang") == "fr"
    switch = reader.page.get_by_role("navigation", name="Langues de cette histoire")
    switch.get_by_role("link", name="Nederlands").click()
    expect(reader.page.locator("h1")).to_have_text("Karim kent elke doos bij naam")
    expect(reader.page.locator("html")).to_have_attribute("lang", "nl-BE")
