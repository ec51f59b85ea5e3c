"""A working day at the desk by keyboard alone: after a stop thirty employers are to be called.

Two coordinators of two partners and one of the federation. Keys are counted for each step, from the
list to its message; walking from row to row is not, nor is writing a note, which no step asks for.
"""

from collections import defaultdict

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from brand import demo
from tests.support import servers
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

SAY = "from tests.support import desk_day; desk_day."
CALLS = {"1": "bereikt", "2": "niet bereikt", "3": "voicemail"}
# The most keys that each step may take.
MOST = {
    "call": 2,
    "call from the dossier": 2,
    "other step that was planned": 2,
    "other step": 4,
    "hand-over": 3,
    "answer to a hand-over": 2,
    "move": 2,
    "no match": 3,
    "undo": 1,
    "placement": 15,
}


@pytest.fixture(scope="module")
def demo_site(django_db_blocker):
    """A site of this module's own: its dossiers are set aside for those of the stop."""
    with django_db_blocker.unblock(), servers.site() as site:
        site.serve("manage.py", "serve", "--no-worker")
        yield site


@pytest.fixture(scope="module")
def home(demo_site):
    return demo_site.processes[0].address


class Keyboard:
    """Somebody at the desk who never touches the mouse, and whose keys are counted."""

    def __init__(self, visitor, account, counted):
        self.guest = visitor()
        self.page = self.guest.page
        self.counted = counted
        self.guest.signs_in(f"{account}@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
        self.goes("v", "opvolging")

    def is_ready(self):
        """A page that was just loaded hears keys; who looks at it is never this fast."""
        expect(self.page.locator("html.has-keys")).to_have_count(1)

    def goes(self, key, to):
        self.is_ready()
        self.page.keyboard.press(key)
        self.page.wait_for_url(f"**/{to}/")

    def row(self) -> str:
        """Whose row the keys are about: that with the focus, else the first."""
        focused = self.page.locator("[data-row] a:focus")
        found = focused if focused.count() else self.page.locator("[data-row] a")
        return found.first.inner_text()

    def cards(self) -> list[str]:
        """Of the stop, as they stand on the board."""
        self.is_ready()
        return self.page.locator("[data-card] > a", has_text="Dagproef").all_inner_texts()

    def walks_to(self, name):
        """As somebody does on the board: up to the first card, then down."""
        every = self.page.locator("[data-card] > a:visible").all_inner_texts()
        for key in ["k"] * len(every) + ["j"] * every.index(name):
            self.page.keyboard.press(key)
        expect(self.page.locator("[data-row] a:focus")).to_have_text(name)

    def presses(self, step, *keys):
        self.is_ready()
        for key in keys:
            self.page.keyboard.press(key)
        self.counted[step].append(len(keys))

    def hears(self, *said):
        for one in said:
            expect(self.page.locator(".messages")).to_contain_text(one)

    def does(self, step, *keys, says):
        """On the row in hand; the message tells that it is done."""
        name = self.row()
        self.presses(step, *keys)
        self.hears(name, says)


def test_a_day_by_keyboard(visitor, demo_site):
    counted = defaultdict(list)
    assert demo_site.python(f"{SAY}after_the_stop()") == "30"
    sam = Keyboard(visitor, "coordinator", counted)
    _calls(sam, 14)
    for _ in range(6):
        _hands_over(sam)
    ines = Keyboard(visitor, "coordinator.noord", counted)
    for _ in range(6):
        _takes_over_and_calls(ines)
    _calls(Keyboard(visitor, "federatie", counted), 10)
    assert demo_site.python(f"{SAY}not_called()") == "0"
    sam.goes("b", "bord")
    names = sam.cards()
    _does_other_steps(sam, names)
    _moves(sam, names)
    _places(sam, names[10])
    assert demo_site.python(f"{SAY}placements()") == "1"
    for step, keys in counted.items():
        print(f"{step}: {max(keys)} keys ({len(keys)} times; at most {MOST[step]})")
    assert {step: max(keys) for step, keys in counted.items() if max(keys) > MOST[step]} == {}
    assert set(counted) == set(MOST)


def _calls(person, number):
    """One after the other: the next row is in hand by itself."""
    for key in ("123" * number)[:number]:
        person.does("call", "c", key, says=f"gebeld, {CALLS[key]}.")


def _hands_over(sam):
    name = sam.row()
    sam.presses("hand-over", "o")
    sam.page.wait_for_url("**/overdragen/**")
    sam.presses("hand-over", "1", "Enter")
    sam.counted["hand-over"][-2:] = [sum(sam.counted["hand-over"][-2:])]
    sam.page.wait_for_url("**/opvolging/")
    sam.hears(f"{name} is aangeboden aan Handgreep Noord (VOORBEELD).")


def _takes_over_and_calls(ines):
    name = ines.row()
    ines.presses("answer to a hand-over", "o")
    ines.page.wait_for_url("**/overdrachten/**")
    ines.presses("answer to a hand-over", "1")
    ines.counted["answer to a hand-over"][-2:] = [2]
    ines.page.wait_for_url("**/dossiers/**")
    ines.hears(f"{name} is nu van jullie.")
    ines.presses("call from the dossier", "c", "1")
    ines.hears(f"{name}: gebeld, bereikt.")
    ines.goes("v", "opvolging")


def _does_other_steps(sam, names):
    """Each kind of step besides the call: kind by number, then what it gave."""
    for kind, says in enumerate(
        ("gemaild", "plaatsbezoek", "jobanalyse", "offerte", "overeenkomst", "evaluatie", "stap"), 1
    ):
        sam.walks_to(names[kind])
        result = "2" if says == "overeenkomst" else "1"  # signed asks for the placement
        sam.does("other step", "c", "0", str(kind), result, says=f"{says}, ")
    sam.walks_to(names[3])  # after the job analysis the offer is planned
    sam.does("other step that was planned", "c", "1", says="offerte, bezorgd.")


def _moves(sam, names):
    sam.walks_to(names[8])
    sam.does("move", "p", "3", says="naar Gesprek.")
    sam.does("undo", "u", says="ongedaan gemaakt.")
    sam.walks_to(names[9])
    sam.does("no match", "p", "7", "5", says="naar Geen match. Niet te bereiken.")


def _places(sam, name):
    """The day and the month are the same number, so that their order in the field is all one."""
    today = timezone.localdate()
    year = today.year if today <= today.replace(month=12, day=12) else today.year + 1
    sam.walks_to(name)
    sam.presses("placement", "p", "5")
    dialog = sam.page.get_by_role("dialog", name="Plaatsing")
    expect(dialog.get_by_label("Vorm van samenwerking")).to_be_focused()
    sam.presses("placement", "ArrowDown", "Tab", "4", "Tab", *f"1212{year}", "Enter")
    sam.counted["placement"] = [sum(sam.counted["placement"])]
    expect(dialog).to_be_hidden()
    sam.hears(name, "4 mensen")
    expect(sam.page.locator("[data-stage=samenwerking] a:focus")).to_have_text(name)
