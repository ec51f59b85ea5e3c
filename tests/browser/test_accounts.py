"""A colleague is invited, chooses a password, sets up a telephone, and comes in again later."""

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from brand import demo
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

PASSWORD = "zeven blauwe emmers"
LINK = """
from brand.models import Invitation
asked = Invitation.objects.get(membership__user__email="kim@hal-proef.be", used_at=None)
print("/uitnodiging/" + asked.token + "/")
"""


def test_from_an_invitation_to_a_second_sign_in(visitor, demo_site):
    _invites(visitor)
    newcomer = visitor(width=320)
    page = newcomer.page
    newcomer.goes_to(demo_site.python(LINK).splitlines()[-1])
    assert "marketeer bij De Werkschuit (VOORBEELD)" in page.locator(".intro").inner_text()
    page.get_by_label("Kies een wachtwoord").fill("kort")
    page.get_by_role("button", name="Maak mijn account").click()
    expect(page.locator(".field .error")).to_contain_text("minstens 12 tekens lang zijn.")
    expect(page.get_by_label("Voornaam en naam")).to_have_value("Kim Kijk")
    page.get_by_label("Kies een wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Maak mijn account").click()
    page.wait_for_url("**/beheer/tweede-factor/instellen/**")
    spare = _sets_up_a_telephone(page)
    page.get_by_role("link", name="Ik heb ze bewaard, ga verder").click()
    page.wait_for_url(re.compile(r"/beheer/$"))
    _comes_back(visitor, spare)


def _invites(visitor):
    desk = visitor(width=1280)
    desk.signs_in(f"beheerder@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    desk.goes_to("/beheer/mensen/new/")
    page = desk.page
    page.locator("select[name=organisation]").select_option(label="De Werkschuit (VOORBEELD)")
    page.get_by_label("E-mailadres").fill("kim@hal-proef.be")
    page.get_by_label("Naam", exact=False).last.fill("Kim Kijk")
    page.locator("select[name=role]").select_option("marketeer")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/beheer/mensen/")
    row = page.locator("tr", has_text="Kim Kijk")
    assert "uitgenodigd, nog niet binnen" in row.inner_text()
    assert row.get_by_role("button", name="Stuur opnieuw").count() == 1


def _sets_up_a_telephone(page) -> str:
    """Returns a spare code, taken from the file that can be kept."""
    clock = TOTP(b32decode(page.locator(".account__secret").inner_text().replace(" ", "")))
    clock.time = time.time()
    page.get_by_label("Code").fill(f"{clock.token():06d}")
    page.get_by_role("button", name="Bevestig mijn telefoon").click()
    page.locator(".account__codes").wait_for()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Bewaar als tekstbestand").click()
    codes = kept.value.path().read_text().split("\n\n")[1].split()
    assert codes == page.locator(".account__codes code").all_inner_texts()
    assert len(codes) == 10
    return codes[0]


def _comes_back(visitor, spare):
    desk = visitor(width=1280)
    page = desk.page
    desk.goes_to("/beheer/account/")
    page.fill("[name=username]", "kim@hal-proef.be")
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url("**/beheer/tweede-factor/**")
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Ga verder").click()
    page.wait_for_url("**/beheer/account/")


def test_nothing_stands_in_anybody_s_way(visitor):
    guest = visitor(for_axe=True)
    guest.goes_to("/uitnodiging/bestaat-niet/")
    assert guest.faults() == []
    guest.signs_in(f"beheerder@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
    guest.goes_to("/beheer/tweede-factor/")
    assert guest.page.locator("h1").inner_text() == "Stel je tweede factor in"
    assert guest.faults() == []
