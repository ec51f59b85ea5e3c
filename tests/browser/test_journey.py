"""The loop in one go: a story, the map, a stop, a registration on a phone, a mail, a call."""

import json
import re

import icalendar
import pytest
from playwright.sync_api import expect

from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

KARIM = "/verhalen/de-werkschuit-voorbeeld/voorbeeld-karim-kent-elke-doos/"
MAIL = """
import json
import re
from brand.models import OutgoingMail
from brand import mail
row = OutgoingMail.objects.filter(kind="roadshow.emails.confirmed").latest("created_at")
message = mail.make(row)
print(json.dumps({
    "to": message.to, "subject": message.subject, "text": message.text, "state": row.state,
    "files": [[file[0], file[1].decode() if isinstance(file[1], bytes) else str(file[1])]
              for file in message.attachments if file[0].endswith(".ics")],
}))
"""


@pytest.mark.journey
def test_from_a_story_to_a_logged_call(visitor, demo_site):
    phone = visitor(width=320)
    page = phone.page
    # A campaign link on a poster leads to the roadshow; the employer reads a story first.
    phone.goes_to(f"{KARIM}?via=vb-af")
    assert page.locator("h1").inner_text() == "Karim kent elke doos bij naam"
    page.get_by_role("link", name="Naar de halte in Genk").click()
    page.wait_for_url("**/roadshow/voorbeeld-genk/?via=vb-af")
    # The same stop is found from a postcode, in the list and on the map.
    phone.goes_to("/roadshow/?via=vb-af")
    page.get_by_label("Postcode of gemeente").fill("3600")
    page.get_by_role("button", name="Zoek").click()
    first = page.locator("article.stop").first
    expect(first).to_contain_text("Genk")
    page.get_by_role("button", name="Kaart", exact=True).click()
    expect(page.locator(".leaflet-marker-icon").first).to_be_visible()
    page.get_by_role("button", name="Lijst", exact=True).click()
    first.get_by_role("link", name="Schrijf in").click()
    _fills_in(page, email="an.peeters@bakkerij-proef.example")
    assert page.locator("h1").inner_text().startswith("U bent ingeschreven")
    own_page = page.url
    page.reload()
    assert page.url == own_page
    _says_what_is_wanted(page)
    _gets_a_mail(demo_site, own_page)
    _is_found_and_called(visitor)


def _fills_in(page, email):
    page.wait_for_selector("#id_name")
    page.get_by_label("Voornaam en naam").fill("An Peeters")
    page.get_by_label("Bedrijf of organisatie").fill("Bakkerij Proef")
    page.get_by_label("E-mailadres").fill(email)
    page.wait_for_timeout(2100)  # faster than this nobody types; such a form is taken for a bot
    page.get_by_role("button", name="Bevestig mijn plaats").click()
    page.wait_for_url("**/mijn/**")


def _says_what_is_wanted(page):
    page.get_by_text("Stageplaats of werkervaring aanbieden").click()
    page.get_by_text("Bewaard", exact=False).first.wait_for()


def _gets_a_mail(demo_site, own_page):
    mail = json.loads(demo_site.python(MAIL).splitlines()[-1])
    assert mail["to"] == "an.peeters@bakkerij-proef.example"
    assert mail["subject"].startswith("Bevestigd: Genk, ")
    # Whoever typed the address sees how it stands; only who reads the mail may change it.
    assert own_page.rstrip("/").rpartition("/")[2] not in mail["text"]
    assert "/mijn/" in mail["text"]
    [[_, calendar]] = mail["files"]
    [event] = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert event["UID"]
    assert str(event["DTSTART"].params["TZID"]) == "Europe/Brussels"
    assert event["DTSTART"].dt.strftime("%H.%M") == "12.00"
    assert "Genk" in str(event["LOCATION"])
    assert "/mijn/" not in calendar


def _is_found_and_called(visitor):
    """On Vandaag: two clicks and one optional line."""
    desk = visitor(width=1280)
    page = desk.page
    desk.signs_in("coordinator@voorbeeld.example", DEMO_PASSWORD)
    row = page.locator(".desk-row", has_text="Bakkerij Proef")
    assert "stage" in row.locator(".desk-row__why").inner_text()
    address = row.locator("a.desk-row__name").get_attribute("href")
    row.locator("summary", has_text="Wat gaf het?").click()
    row.get_by_label("Notitie").fill("Belt volgende week terug.")
    row.get_by_role("button", name="Bereikt", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("Ongedaan maken")
    desk.goes_to(address)
    dossier = page.locator("main").inner_text()
    assert "Belt volgende week terug." in dossier
    assert "Gecontacteerd" in dossier
    assert "Stageplaats" in dossier
    assert "Affiche" in dossier


def test_registering_without_javascript(visitor, demo_site):
    phone = visitor(width=320, javascript=False)
    page = phone.page
    phone.goes_to("/roadshow/voorbeeld-kortrijk/")
    page.get_by_role("link", name="Schrijf in").first.click()
    page.get_by_role("button", name="Bevestig mijn plaats").click()
    expect(page).to_have_title(re.compile("^Fout: "))
    summary = page.locator(".error-summary")
    for sentence in (
        "Vul uw voornaam en naam in",
        "Vul de naam van uw bedrijf of organisatie in",
        "Vul een volledig e-mailadres in, zoals naam@bedrijf.be",
    ):
        assert summary.get_by_role("link", name=sentence).count() == 1
        assert page.locator(".field .error", has_text=sentence).count() == 1
    _fills_in(page, email="zonder.script@bakkerij-proef.example")
    assert page.locator("h1").inner_text().startswith("U bent ingeschreven")
