"""Every page and state that `scenes.py` lists: in nobody's way, on any screen, in any light."""

import pytest

from brand import demo
from tests.browser import scenes
from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

# What Wagtail draws itself, and we cannot mend from here.
OF_WAGTAIL = [
    # Its rich text editor is a box that takes text without a name of its own, and whose scrolling
    # parent is not reached by key while it is empty.
    ".Draftail-Editor",
]
# A stop may lie under another on the map, and stands in the list too (WCAG 2.5.8, "equivalent").
# Whether the map is drawn already when a page is looked at is a matter of milliseconds.
PINS = ".stop-pin"
# Its drawer of comments and checks and the map of the form, folded away beyond the right edge.
ASIDE = [".form-side", ".w-minimap"]


def test_no_page_stands_in_anybody_s_way(visitor, addresses):
    found = []
    for account, pages in (
        ("", scenes.PUBLIC),
        ("coordinator", scenes.COORDINATOR),
        ("marketeer", scenes.MARKETEER),
        ("federatie", scenes.FEDERATION),
    ):
        guest = visitor(for_axe=True)
        if account:
            guest.signs_in(f"{account}@{demo.MAIL_DOMAIN}", DEMO_PASSWORD)
        for name, *way in pages:
            found += [f"{name}: {one}" for one in _looked_at(guest, addresses, *way)]
    assert "\n".join(found) == ""


def _looked_at(guest, addresses, address, button=""):
    """What is wrong with one page, one line each."""
    guest.goes_to(address.format(**addresses), until="load")
    if button:
        with guest.page.expect_navigation():
            guest.page.get_by_role("button", name=button).click()
    found = guest.faults(besides=[*OF_WAGTAIL, PINS], aside=ASIDE) + guest.troubles
    guest.troubles.clear()
    return found


FAULTY = """
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
    .pale { color: #000; background: #fff }
    @media (prefers-color-scheme: dark) { .pale { color: #777; background: #888 } }
    @media (max-width: 400px) { .broad { display: block; width: 500px } }
`);
document.adoptedStyleSheets.push(sheet);
document.querySelector("main").insertAdjacentHTML(
    "beforeend",
    "<p class=pale>Bleek</p><button></button><div class=broad><p>Breed</p></div>"
);
"""


def test_what_would_stand_in_the_way_is_seen(visitor):
    """The control: a fault for every look of the test above."""
    guest = visitor(for_axe=True)
    guest.goes_to("/privacy/", until="load")
    assert guest.faults() == []
    guest.page.evaluate(FAULTY)
    assert sorted({fault.split(" [")[0].split(": <")[0] for fault in guest.faults()}) == [
        "at 320 px: cut off",
        "at 320 px: it scrolls sideways",
        "button-name:",
        "dark: color-contrast:",
    ]
