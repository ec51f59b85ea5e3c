"""An issue of the newsletter as a mail program draws it: on a telephone, in the dark, and with its
pictures held back.
"""

import json
import re

import pytest

pytestmark = pytest.mark.browser

DEMO_ISSUE = """
import json
from brand.models import NewsletterIssue
from brand.newsletter import blocks, letters
issue = NewsletterIssue.objects.get(is_demo=True)
typed = " ".join(["Bel 011 22 33 44 tussen 9 en 10 uur op 3 december, voor € 5."] * 12)
pieces = [block for block in blocks.read(issue.blocks) if block.is_piece]
issue.blocks = blocks.written([blocks.new(blocks.INTRO, text=typed), *pieces])
stop = "https://site.example/nieuwsbrief/stop/x/"
print(json.dumps(letters.letter(issue, to="an@bedrijf.be", stop_url=stop).html))
"""
PAST_THE_EDGE = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 0.5)
  .map((one) => `past the edge: ${one.outerHTML.slice(0, 120)}`)"""
# What is to stay on one line and stands on two.
TORN = r"""() => {
  const found = [];
  const range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    if (!text.parentElement.checkVisibility()) continue;
    for (const { 0: said, index } of text.data.matchAll(
      /011[ ]22[ ]33[ ]44|10\suur|3\sdecember|€\s5/g
    )) {
      range.setStart(text, index);
      range.setEnd(text, index + said.length);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
      found.push([said, lines.size]);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def html(demo_site, home) -> str:
    """Its pictures come from where this site stands for the test."""
    made = json.loads(demo_site.python(DEMO_ISSUE).splitlines()[-1])
    return re.sub(r'src="https?://[^/"]+', f'src="{home}', made)


@pytest.mark.parametrize("pictures", [True, False])
def test_it_is_read_on_any_screen(visitor, html, pictures):
    reader = visitor(for_axe=True)
    if not pictures:
        reader.page.route("**/*", lambda route: route.abort())
    reader.page.set_content(html, wait_until="load")
    found = reader.faults()
    drawn = reader.page.locator("img").evaluate_all(
        "(all) => all.map((one) => [one.naturalWidth > 0, one.alt.length > 10])"
    )
    assert {tuple(one) for one in drawn} == {(pictures, True)}
    for width in (320, 360, 420, 600):
        reader.gets_width(width)
        found += reader.page.evaluate(PAST_THE_EDGE)
        kept = reader.page.evaluate(TORN)
        assert len(kept) == 12 * 4
        found += [f"at {width} px torn: {said}" for said, lines in kept if lines > 1]
    assert "\n".join(found) == ""
