"""Whoever made all text larger still reads whole words, on a telephone."""

import pytest

from tests.browser import scenes
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

WIDTH, USUAL = 360, 16  # pixels
# Measured by their numbers alone: pages of Wagtail, and those in large type already or in letters
# that join.
NOT_HERE = ("login", "consent", "open data", "press kit with errors")
# Words that reach past the screen or their box, or that lose a single letter to another line. The
# longest fit no telephone at this size: a browser that knows Dutch hyphenates them. Addresses may
# break anywhere, and tables scroll.
TORN = r"""() => {
  const unseen = ".vh, .skip, .pot, [class*=sr-only], [aria-hidden=true], a[href^=mailto], code,"
    + "script, style, noscript, svg, select, textarea";
  const styles = (one) => getComputedStyle(one);
  const around = function* (one) {
    for (; one && one !== document.body; one = one.parentElement) yield one;
  };
  const scrolls = (one) =>
    [...around(one)].some((box) => /auto|scroll/.test(styles(box).overflowX));
  const clips = (one, word) =>
    [...around(one)].find((box) => {
      const { overflowX, overflowY } = styles(box);
      const edge = box.getBoundingClientRect();
      if (edge.width < 3) return false;
      return (/hidden|clip/.test(overflowX) && word.right > edge.right + 1)
        || (/hidden|clip/.test(overflowY) && word.bottom > edge.bottom + 3);
    });
  const found = new Set();
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const one = text.parentElement;
    if (!text.data.trim() || !one.checkVisibility({ visibilityProperty: true })) continue;
    if (one.closest(unseen) || scrolls(one)) continue;
    for (const { 0: word, index } of text.data.matchAll(/[^\s/–-]+/gu)) {
      const lines = new Map();
      for (let at = index; at < index + word.length; at++) {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        for (const box of range.getClientRects()) {
          if (box.width < 0.5) continue;
          lines.set(Math.round(box.top), (lines.get(Math.round(box.top)) ?? 0) + 1);
          if (box.right > innerWidth + 1 || box.left < -1) found.add(`off the screen: ${word}`);
          const by = clips(one, box);
          if (by) found.add(`cut by .${by.className}: ${word}`);
        }
      }
      const parts = [...lines.values()];
      const alone = parts.length > 1 && word.length < 13 && Math.min(...parts) < 2;
      if (alone || parts.length > 3)
        found.add(`torn into ${parts.join(" + ")}: ${word}, in ${one.outerHTML.slice(0, 60)}`);
    }
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`it scrolls sideways, over ${scrollWidth} px`);
  return [...found];
}"""

# Telephone numbers that stand on two lines, in whatever text, though one line could hold them.
TORN_NUMBERS = r"""() => {
  const found = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    if (!text.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    for (const { 0: number, index } of text.data.matchAll(/0\d{2,3}[\s/]\d{2}(\s\d{2}){2,}/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + number.length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      const room = text.parentElement.closest("p, li, dd, td, div").clientWidth;
      const width = [...range.getClientRects()].reduce((sum, box) => sum + box.width, 0);
      const beside = 2 * parseFloat(getComputedStyle(text.parentElement).fontSize); // an icon
      if (lines.size > 1 && width + beside < room) found.push(`torn: ${text.data.slice(0, 80)}`);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("percent", [150, 200])
def test_large_text_is_neither_cut_nor_torn(
    browser_type, browser_type_launch_args, home, addresses, percent
):
    """As somebody sets it in the browser; our rules follow that size."""
    larger = f"--blink-settings=defaultFontSize={USUAL * percent // 100}"
    options = {**browser_type_launch_args, "args": [*browser_type_launch_args["args"], larger]}
    reader = Visitor(browser_type.launch(**options), home, width=WIDTH)
    found = []
    for name, address, *button in scenes.PUBLIC:
        reader.goes_to(address.format(**addresses), until="load")
        if button:
            with reader.page.expect_navigation():
                reader.page.get_by_role("button", name=button[0]).click()
        reader.page.evaluate("document.fonts.ready.then(() => 1)")
        asked = [TORN_NUMBERS] if name.startswith(NOT_HERE) else [TORN, TORN_NUMBERS]
        found += [f"{name}: {one}" for script in asked for one in reader.page.evaluate(script)]
    size = reader.page.evaluate("getComputedStyle(document.documentElement).fontSize")
    reader.context.browser.close()
    assert size == f"{USUAL * percent // 100}px"
    assert "\n".join(found) == ""
