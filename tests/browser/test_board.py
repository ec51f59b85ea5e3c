"""The board: a card moves, is asked what it must be asked, and comes back; no page is loaded."""

import pytest
from playwright.sync_api import expect

from brand import demo
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

BOARD = "/beheer/opvolging/bord/"
NAME = "Sleepproef (VOORBEELD)"
LAY = f"""
import uuid
from datetime import timedelta
from django.utils import timezone
from brand.models import Organisation, User
from tests.factories.leads import LeadFactory
owner = User.objects.get(email="coordinator@{demo.MAIL_DOMAIN}")
partner = Organisation.objects.get(slug="de-werkschuit-voorbeeld")
lead = LeadFactory(
    owner_organisation=partner,
    owner=owner,
    employer__name="{NAME}",
    employer__identity=uuid.uuid4(),
    next_action_on=timezone.localdate() - timedelta(days=90),  # on top of its column
)
print(lead.pk)
"""
TOUCH = "from leads.models import Lead; from leads.follow_up import actions; lead = "
TOUCH += "Lead.objects.get(pk={}); actions.snooze(lead, lead.owner, days=9)"


class Board:
    """One card, and the columns around it."""

    def __init__(self, visitor, demo_site, **wishes):
        self.pk = demo_site.python(LAY)
        self.guest = visitor(**wishes)
        self.page = self.guest.page
        self.guest.signs_in(f"coordinator@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
        self.guest.goes_to(BOARD)
        self.card = self.page.locator(f"#kaart-{self.pk}")

    def column(self, stage):
        return self.page.locator(f'[data-stage="{stage}"]')

    def stands_in(self, stage):
        card = self.column(stage).locator(f"#kaart-{self.pk}")
        expect(card).to_have_count(1)

    def says(self, text):
        expect(self.page.locator(".messages")).to_contain_text(text)

    def undoes(self):
        self.page.get_by_role("button", name="Ongedaan maken").click()
        self.says("ongedaan gemaakt")
        self.stands_in("nieuw")


@pytest.fixture
def board(visitor, demo_site):
    return Board(visitor, demo_site, for_axe=True)


def test_a_card_moves_and_no_page_is_loaded(board):
    page = board.page
    page.evaluate("window.stays = true")
    before = int(board.column("gesprek").locator("h2 .desk-count").inner_text())
    board.card.drag_to(board.column("gesprek"))
    board.stands_in("gesprek")
    board.says("Van Nieuw naar Gesprek.")
    expect(board.column("gesprek").locator("h2 .desk-count")).to_have_text(f"{before + 1}")
    board.undoes()

    board.card.drag_to(board.column("geen-match"))
    dialog = page.get_by_role("dialog", name="Waarom geen match?")
    expect(dialog).to_contain_text(NAME)
    assert board.guest.faults() == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    board.stands_in("nieuw")
    board.card.drag_to(board.column("geen-match"))
    dialog.get_by_role("button", name="Niet te bereiken").click()
    board.stands_in("geen-match")
    board.says("Niet te bereiken.")
    board.undoes()

    board.card.drag_to(board.column("samenwerking"))
    asked = page.get_by_role("dialog", name="Plaatsing")
    asked.get_by_role("button", name="Noteer de plaatsing").click()
    expect(asked.locator(".error-message").first).to_be_visible()
    assert board.guest.faults() == []
    asked.get_by_role("link", name="Later").click()
    board.stands_in("samenwerking")
    board.undoes()
    assert page.evaluate("window.stays") is True


def test_what_was_typed_stays_when_somebody_else_was_first(board, demo_site):
    board.card.get_by_text("Wat gaf het?").click()
    note = board.card.get_by_label("Notitie")
    note.fill("Vroeg naar dinsdag")
    demo_site.python(TOUCH.format(board.pk))
    board.card.get_by_role("button", name="Bereikt", exact=True).click()
    board.says("wijzigde")
    expect(note).to_have_value("Vroeg naar dinsdag")
    board.card.get_by_role("button", name="Bereikt", exact=True).click()
    board.says("gebeld, bereikt")
    board.stands_in("gecontacteerd")


def test_what_is_open_on_another_card_stays(board, demo_site):
    name = board.column("nieuw").locator("[data-card]").nth(2).get_attribute("id")
    other = board.page.locator(f"#{name}")
    other.get_by_text("Wat gaf het?").click()
    other.get_by_label("Notitie").fill("Half geschreven")
    board.card.drag_to(board.column("voorstel"))
    board.stands_in("voorstel")
    expect(other.get_by_label("Notitie")).to_have_value("Half geschreven")


def test_without_a_network_it_is_said(board):
    board.guest.context.set_offline(True)
    board.card.drag_to(board.column("gesprek"))
    board.says("Er kwam geen antwoord.")
    board.stands_in("nieuw")


def test_without_javascript_the_form_asks_the_same(visitor, demo_site):
    board = Board(visitor, demo_site, javascript=False)
    board.card.get_by_text("Verplaats").click()
    board.card.get_by_role("button", name="Geen match").click()
    expect(board.page.locator("main")).to_contain_text("Kies waarom het geen match is.")
    board.guest.goes_to(BOARD)
    board.card.get_by_text("Verplaats").click()
    board.card.get_by_label("Reden, bij “Geen match”").select_option("timing")
    board.card.get_by_role("button", name="Geen match").click()
    board.says("Niet het juiste moment.")
    board.stands_in("geen-match")
