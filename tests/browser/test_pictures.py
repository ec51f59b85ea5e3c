"""Nothing moves while a page loads, and what was added reads well for everybody."""

import pytest

from tests.support.servers import DEMO_PASSWORD

pytestmark = pytest.mark.browser

KARIM = "/verhalen/de-werkschuit-voorbeeld/voorbeeld-karim-kent-elke-doos/"
WATCH = """
window.moved = 0;
new PerformanceObserver(list => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.moved += shift.value;
}).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["/", "/verhalen/", KARIM, "/pers/"])
def test_nothing_moves(visitor, path, width):
    one = visitor(width=width)
    one.page.add_init_script(WATCH)
    one.goes_to(path)
    one.page.mouse.wheel(0, 20_000)
    one.page.wait_for_timeout(500)
    # The brand's own letters arrive a moment later: that is all that may stir. What anybody would
    # call a shift counts for 0.1.
    assert one.page.evaluate("window.moved") < 0.01
    sizeless = (
        "[...document.querySelectorAll('main img')].filter(i => !i.width || !i.height).length"
    )
    assert one.page.evaluate(sizeless) == 0


def test_the_press_page_and_a_kit(visitor):
    one = visitor(for_axe=True)
    one.goes_to("/pers/")
    assert one.faults() == []
    one.page.get_by_role("link", name="Karim kent elke doos bij naam").click()
    one.page.wait_for_url("**/pers/*/")
    assert one.faults() == []


def test_the_sharing_kit(visitor):
    one = visitor(for_axe=True)
    one.signs_in("marketeer@voorbeeld.example", DEMO_PASSWORD)
    one.goes_to("/pers/")
    kit = one.page.get_by_role("link", name="Karim kent elke doos bij naam").get_attribute("href")
    one.goes_to(kit.replace("/pers/", "/beheer/delen/"))
    assert one.page.locator("h1").inner_text().strip() == "Deelpakket"
    area = one.page.locator("#woorden-linkedin")
    area.fill("Kom kijken")
    counted = one.page.locator("#tekst-linkedin [data-share-count]")
    assert counted.inner_text() == "10"
    assert one.faults() == []
