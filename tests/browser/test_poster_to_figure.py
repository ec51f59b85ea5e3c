"""By clicks: from the code on a poster to the public figure, and from the figure to that poster."""

import re
from pathlib import Path

import pytest
import zxingcpp
from django.utils import timezone
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from brand import demo
from tests.support import servers
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

FIRM = "Bakkerij Affiche"
POSTER = "Affiche van Federatie Meewerkers (VOORBEELD)"
PEOPLE = 6  # fewer than five would be withheld
LINK = """
from leads.models import PlacementLink
print(PlacementLink.objects.latest("pk").token)
"""


@pytest.fixture(scope="module")
def demo_site(django_db_blocker):
    """A site of this module's own: the first real numbers take the place of the examples."""
    with django_db_blocker.unblock(), servers.site() as site:
        site.serve("manage.py", "serve", "--no-worker")
        yield site


@pytest.fixture(scope="module")
def home(demo_site):
    return demo_site.processes[0].address


@pytest.mark.journey
def test_a_poster_in_a_figure_and_back(visitor, demo_site, tmp_path):
    federation = _signed_in(visitor(), "federatie")
    address = _is_printed(federation, tmp_path / "affiche.pdf")
    assert address == f"{demo_site.processes[0].address}/g/vb-af"
    _registers(visitor(width=320).page, address)
    _is_let_in(_signed_in(visitor(width=320), "onthaal", to="**/onthaal/"))
    _is_handed_over(_signed_in(visitor(), "coordinator"))
    _is_placed(_signed_in(visitor(), "coordinator.noord"))
    _confirms(visitor(width=320).page, demo_site.python(LINK).splitlines()[-1])
    _is_counted(federation)
    _is_read(visitor(width=320).page)
    _leads_back(federation)


def _signed_in(guest, account, to="**/beheer/"):
    guest.goes_to("/beheer/login/")
    guest.page.fill("[name=username]", f"{account}@{demo.MAIL_DOMAIN}")
    guest.page.fill("[name=password]", DEMO_PASSWORD)
    guest.page.click("[type=submit]")
    guest.page.wait_for_url(to)
    return guest.page


def _is_printed(page, file: Path) -> str:
    """What a telephone reads from the poster."""
    page.goto("/beheer/campagnes/")
    page.get_by_role("link", name=f"Kom kijken {demo.MARK}").click()
    page.get_by_role("link", name=POSTER).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download de PDF").click()
    download.value.save_as(file)
    picture = PdfDocument(file)[0].render(scale=2).to_pil()
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def _registers(page, address):
    page.goto(address)
    page.locator("article.stop", has_text="Genk").first.get_by_role(
        "link", name="Schrijf in"
    ).click()
    page.get_by_label("Voornaam en naam").fill("An Peeters")
    page.get_by_label("Bedrijf of organisatie").fill(FIRM)
    page.get_by_label("E-mailadres").fill("an@bakkerij-affiche.example")
    page.wait_for_timeout(2100)  # faster than this nobody types; such a form is taken for a bot
    page.get_by_role("button", name="Bevestig mijn plaats").click()
    page.wait_for_url("**/mijn/**")


def _is_let_in(page):
    page.get_by_role("link", name=re.compile("Open het onthaal.*Genk")).first.click()
    page.get_by_label("Zoek op naam of bedrijf").fill(FIRM)
    page.get_by_role("button", name="Zoek").click()
    page.get_by_role("button", name=re.compile(r"^Binnen \(1\)")).click()
    expect(page.locator("main")).to_contain_text("Binnen om")


def _is_handed_over(page):
    page.goto("/beheer/opvolging/")
    page.locator(".desk-row__name", has_text=FIRM).click()
    page.get_by_role("link", name="Draag over aan een partner…").click()
    partner = page.get_by_role("radio", name=re.compile("Handgreep Noord"))
    if not partner.is_visible():
        page.get_by_text("Andere partners").click()
    partner.check()
    page.get_by_role("button", name="Bied aan").click()
    expect(page.locator(".messages")).to_contain_text("is aangeboden aan Handgreep Noord")


def _is_placed(page):
    """Taken over, talked to, and agreed: the partner's own word counts as its yes."""
    page.goto("/beheer/opvolging/")
    page.get_by_role("link", name=re.compile(f"Bekijk en antwoord.*{FIRM}")).click()
    page.get_by_role("button", name="Neem over").click()
    page.wait_for_url("**/dossiers/**")
    page.locator("summary", has_text="Verplaats naar…").click()
    page.get_by_label("Verplaats naar", exact=True).select_option(label="Samenwerking")
    page.get_by_role("button", name="Verplaats", exact=True).click()
    page.get_by_label("Vorm van samenwerking").select_option(label="Enclave")
    page.get_by_label("Voor hoeveel mensen?").fill(str(PEOPLE))
    page.get_by_label("Start op").fill(timezone.localdate().isoformat())
    page.get_by_label("Wie bevestigt bij de werkgever?").select_option(index=1)
    page.get_by_role("button", name="Noteer de plaatsing").click()
    expect(page.locator(".messages")).to_contain_text("krijgt een mail om dit te bevestigen")


def _confirms(page, token):
    page.goto(f"/plaatsing/{token}/")
    page.get_by_role("button", name="Ja, dat klopt").click()
    expect(page.locator("#antwoord")).to_contain_text("U zei: dit klopt.")


def _is_counted(page):
    page.goto("/beheer/impact/")
    page.get_by_role("button", name=re.compile("nu opnieuw")).click()
    expect(page.locator(".messages")).to_contain_text("opnieuw geteld")


def _is_read(page):
    """Anybody reads the figure and where it comes from, and not who it is about."""
    page.goto("/impact/")
    card = page.locator("#mensen-aan-de-slag")
    expect(card.locator(".impact__value")).to_have_text(str(PEOPLE))
    card.get_by_text("Waar komt dit cijfer vandaan?").click()
    expect(card).to_contain_text("minder dan 5 rijen")
    expect(card).to_contain_text("Eerste echte telling")
    assert FIRM not in page.locator("body").inner_text()
    card.get_by_role("link", name="Langs welke campagne en welke affiche?").click()
    page.wait_for_url("**/beheer/login/**")  # the rows are for who works here


def _leads_back(page):
    """From the public page: the figure, its way, its placement, and the poster that began it."""
    page.goto("/impact/")
    card = page.locator("#mensen-aan-de-slag")
    card.get_by_text("Waar komt dit cijfer vandaan?").click()
    card.get_by_role("link", name="Langs welke campagne en welke affiche?").click()
    way = page.locator("#weg tr", has_text="Affiche")
    expect(way).to_contain_text("/g/vb-af")
    way.get_by_role("link", name=str(PEOPLE), exact=True).click()
    page.get_by_role("link", name=FIRM).click()
    facts = page.locator(".desk-facts").first
    expect(facts).to_contain_text("Genk")
    facts.get_by_role("link", name=f"Kom kijken {demo.MARK} via Affiche").click()
    expect(page.locator("#link")).to_have_value(re.compile("/g/vb-af$"))
    expect(page.get_by_role("button", name="Download de PDF")).to_be_visible()
    page.get_by_role("link", name=f"Kom kijken {demo.MARK}").first.click()
    steps = page.locator(".campaign-steps li", has_text="plaatsingen")
    steps.get_by_role("link").last.click()
    expect(page.locator("main")).to_contain_text(FIRM)
