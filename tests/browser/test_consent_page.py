"""The portrayed person on a phone: give, read back, refuse a sentence, narrow, stop."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

# Somebody of the demo's first partner, in a draft of her own with a picture of her own.
ASKED = """
from brand import demo
from stories.consent import requests
from stories.models import PartnerSectionPage, PortrayedPerson, StoryPage, StoryPortrayal
told = StoryPage.objects.exclude(picture=None).first()
shown = demo.picture(f"Amina {PortrayedPerson.objects.count()}", "kantoor", "Amina bakt", 41)
person = PortrayedPerson.objects.create(
    organisation=told.section_organisation, name="Amina Proef VOORBEELD", is_demo=True)
story = StoryPage(title="Amina bakt", slug=f"amina-{person.pk}", live=False, picture=shown,
    lead="Amina bakt elke dag. Ze was eerst bang.", body=[("text", "<p>Nu lacht ze veel.</p>")])
story.portrayals = [StoryPortrayal(person=person)]
PartnerSectionPage.objects.get(organisation=told.section_organisation).add_child(instance=story)
story.save_revision()
print(requests.ask(person, story=story).token)
"""


@pytest.fixture
def address(demo_site):
    token = demo_site.python(ASKED).split()[-1]
    return f"/toestemming/{token}/"


def taps(page, words):
    """The whole row is the button."""
    page.locator("label").filter(has_text=words).click()


def gives(page):
    page.get_by_label("Ja", exact=True).check()
    taps(page, "Op onze website")
    taps(page, "In onze nieuwsbrief (mail)")
    page.get_by_label("Alleen mijn voornaam").check()
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    page.wait_for_url("**/?gedaan=antwoord*")


@pytest.mark.journey
@pytest.mark.parametrize("javascript", [True, False])
def test_give_read_back_refuse_narrow_stop(visitor, address, javascript):
    phone = visitor(width=320, javascript=javascript)
    page = phone.page
    phone.goes_to(address)
    assert page.locator("input:checked").count() == 0
    gives(page)
    allowed, main = page.locator(".asked__allowed li"), page.locator("#main")
    expect(allowed).to_have_text(["Op onze website", "In onze nieuwsbrief (mail)"])
    expect(main).to_contain_text("Ze was eerst bang.")
    page.get_by_role("button", name="Ja, dit klopt").click()
    expect(main).to_contain_text(re.compile(r"U zei op \d+ \w+ \d{4}: dit klopt\."))
    page.get_by_text("Er is iets dat ik niet wil").click()
    taps(page, "Ze was eerst bang.")
    page.get_by_role("button", name="Dit wil ik niet").click()
    expect(page.locator("#gedaan")).to_contain_text("Het verhaal komt niet op de website")
    page.get_by_role("link", name="Verander mijn antwoord").click()
    taps(page, "In onze nieuwsbrief (mail)")
    page.get_by_role("button", name="Bewaar").click()
    expect(allowed).to_have_text(["Op onze website"])
    page.get_by_role("button", name="Stop met alles").click()
    page.get_by_role("button", name="Ja, stop met alles").click()
    expect(page.locator("#gedaan")).to_have_text(
        "U bent gestopt. Op onze website tonen wij u niet meer."
    )
    expect(main).to_contain_text("Wij tonen u nergens.")
    assert not phone.scrolls_sideways()


def test_anybody_can_use_it(visitor, address):
    """WCAG 2.2 AA on every page, also with text twice as large."""
    one = visitor(for_axe=True)
    page = one.page
    for where in ("", "wijzig/", "stop/"):
        one.goes_to(address + where)
        _is_right(one)
    one.goes_to(address)
    gives(page)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    _is_right(one)
    one.goes_to("/toestemming/geen-bestaand-teken/")
    _is_right(one)


def _is_right(one):
    assert one.faults() == []
    one.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert one.violations() == []
    for width in (320, 1280):
        one.gets_width(width)
        assert _too_wide(one.page) == []
        assert not one.scrolls_sideways()


def _too_wide(page) -> list[str]:
    return page.evaluate(
        """[...document.querySelectorAll("main *")]
        .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
    )


def test_every_question_and_button_has_a_name(visitor, address):
    one = visitor(width=320)
    one.goes_to(address)
    tree = one.page.locator("main").aria_snapshot()
    assert set(re.findall(r'- group "([^"]+)"', tree)) >= {
        "Deze foto bestaat al. Mogen wij ze gebruiken?",
        "Waar mogen wij uw foto en uw verhaal tonen?",
        "Welke naam mogen wij gebruiken?",
    }
    gives(one.page)
    one.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    tree += one.page.locator("main").aria_snapshot()
    for role in ("button", "checkbox", "radio", "textbox", "link"):
        nameless = re.findall(rf"- {role}(?: \[[^\]]*\])*:?$", tree, re.MULTILINE)
        assert (role, nameless) == (role, [])
    assert {
        "Welke foto wilt u niet?",
        "Welke zin wilt u niet?",
    } <= set(re.findall(r'- group "([^"]+)"', tree))
