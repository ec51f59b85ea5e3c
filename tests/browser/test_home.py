"""The home page in a real browser."""

import pytest

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEASURED = """() => {
  const box = (selector) => [...document.querySelectorAll(selector)]
    .map((one) => one.getBoundingClientRect()).find(({ width }) => width);
  const frame = box(".hero__art .frame"), dot = box(".hero__route .stop-dot");
  const line = box(".hero__route .line:not(.line--next)");
  const radius = (46 + 11) * frame.width / 1200;  // with its stroke
  return {
    onTheEdge: Math.abs((dot.left + dot.right) / 2 - frame.left),
    onThePicture: Math.abs((dot.top + dot.bottom) / 2 - frame.top - frame.height * 558 / 900),
    cut: Math.min(0, frame.left - radius),
    meets: Math.abs(line.right - frame.left),
    from: line.left,
    wide: document.documentElement.clientWidth >= 960,
  };
}"""


@pytest.mark.parametrize("width", [320, 480, 768, 959, 960, 1280, 1920])
def test_the_line_of_the_picture_goes_on_beside_it(founded, live_server, browser, width):
    """From the edge of the page on a small screen, from below on a large one; the stop is whole."""
    visitor = Visitor(browser, live_server.url, width=width)
    visitor.goes_to("/")
    found = visitor.page.evaluate(MEASURED)
    assert found["cut"] == 0
    assert max(found["onTheEdge"], found["onThePicture"], found["meets"]) < 2
    assert found["wide"] or found["from"] <= 0
    assert not visitor.scrolls_sideways()
    visitor.leave()


ROWS = """(many) => {
  const grid = document.createElement("ul");
  grid.className = "grid";
  grid.style.rowGap = "1rem";
  grid.append(...Array.from({ length: many }, () => document.createElement("li")));
  document.querySelector("main .wrap").append(grid);
  const tops = [...grid.children].map((card) => card.getBoundingClientRect().top);
  return Object.values(Object.groupBy(tops, (top) => top)).map((row) => row.length);
}"""


@pytest.mark.parametrize(
    ("width", "cards", "rows"),
    [(768, 3, [3]), (768, 4, [2, 2]), (1280, 3, [3]), (1280, 4, [4]), (320, 3, [1, 1, 1])],
)
def test_no_card_stands_alone_below_the_others(founded, live_server, browser, width, cards, rows):
    visitor = Visitor(browser, live_server.url, width=width)
    visitor.goes_to("/")
    assert visitor.page.evaluate(ROWS, cards) == rows
    visitor.leave()
