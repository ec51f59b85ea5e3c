"""Where links lead, as it is read from what is kept."""

import pytest

from stories.models import StoryPage
from stories.text import links
from tests.factories.stories import document, video

TO = "https://krant.example/a"


def blocks(*found) -> StoryPage:
    return StoryPage(title="Karim werkt", body=list(found))


def leads_to(story) -> list[str]:
    return [link.url or link.filename or link.page for link in links._in_story(story)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>Niets.</p>", []),
        ('<a href="https://a.be/x?b=1&amp;c=2">x</a>', [("x", "https://a.be/x?b=1&c=2")]),
        ("<A HREF='https://a.be'>Lees <b>meer</b></A>", [("Lees meer", "https://a.be")]),
        ('<a title=">" href="https://a.be">x</a>', [("x", "https://a.be")]),
        (
            '<a href="https://a.be">x <a href="https://b.be">y',
            [("x", "https://a.be"), ("y", "https://b.be")],
        ),
        ('<a>x</a> <abbr href="y">z</abbr> <a href="">q</a>', []),
        ('<a linktype="page" id="99999999999999999999">x</a> <a linktype="page">y</a>', []),
        ("<a <![foo[bar", []),
    ],
)
def test_addresses_in_a_text(text, found):
    assert [(link.text, link.url) for link in links.in_text(text)] == found


def test_pages_and_documents_in_a_text():
    text = '<a id="5" linktype="page">x</a> <a linktype="document" id="7">y</a>'
    assert [(link.page, link.document) for link in links.in_text(text)] == [(5, None), (None, 7)]


def test_every_block_that_leads_somewhere():
    text = f'<p><a href="{TO}">x</a></p>'
    question = {"question": "Wat?", "answer": text}
    call = {"title": "Kom kijken", "text": "", "link": {"label": "Kom", "page": None, "url": TO}}
    figure = {"value": 1, "source": "opvolging", "source_url": TO, "unit": "mensen"}
    found = blocks(
        ("text", text),
        ("questions", {"title": "", "questions": [question]}),
        ("before_after", {"before": text, "after": text}),
        ("impact_number", figure),
        ("call", call),
        video(url="https://films.example/karim", transcript=text),
    )
    assert leads_to(found) == [TO] * 7  # a film elsewhere is an attachment
    said = [link.text for link in links._in_story(found)]
    assert said == ["x", "x", "x", "x", "opvolging", "Kom", "x"]


def test_the_source_of_the_story_comes_first():
    story = blocks(("text", f'<a href="{TO}">x</a>'))
    story.source, story.source_url = "De Krant", "https://b.be"
    assert leads_to(story) == ["https://b.be", TO]


def test_links_that_change_places_are_others():
    one, two = (f'<a href="https://{site}.be">x</a>' for site in "ab")
    assert links.marks(blocks(("text", one + two))) != links.marks(blocks(("text", two + one)))


@pytest.mark.django_db
def test_what_is_gone_leads_nowhere(founded):
    sheet = document("folder.pdf", b"%PDF")
    text = f'<a linktype="document" id="{sheet.pk}">x</a> <a linktype="page" id="987654">y</a>'
    story = blocks(("text", text))
    assert [(one.filename, one.path) for one in links.of(story)] == [("folder.pdf", "")]
    sheet.delete()
    assert links.of(story) == []
    assert links.marks(story) == ["pagina:987654"]


@pytest.mark.parametrize(
    ("url", "shown", "href"),
    [
        ("https://krant.example/karim%20werkt", "krant.example/karim werkt", True),
        ("mailto:karim@voorbeeld.be", "karim@voorbeeld.be", True),
        ("javascript:alert(1)", "javascript:alert(1)", False),
    ],
)
def test_as_a_person_reads_it(url, shown, href):
    link = links.Link("x", url=url)
    assert (link.address, link.href) == (shown, url if href else "")
