"""Beside every number that the site shows as a figure, one click leads to where it comes from."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from bs4.element import Tag

from stories.impact import figures
from tests.support import snapshot

pytestmark = pytest.mark.django_db
BEGIN = [
    "/",
    "/impact/",
    "/onder-de-radar/?plaats=3600",
    "/wat-kost-het/?waar=vlaanderen&wat=stage&loon=2800",
    "/aankopers/",
    "/zoeken/?zoek=kwamen",
]
ELSEWHERE = ("/beheer/", "/media/", "/documenten/", "/static/", "/g/")
MOST_PAGES = 250
A_NUMBER_ALONE = re.compile(r"^\s*[<€–-]?\s*\d[\d.,\s]*%?\s*$")
SAYS_WHERE_FROM = re.compile(r"waar kom(t|en) .* vandaan|bronnen", re.I)
# Numbers that are no figures: a day, a telephone, how many rows the list behind a link has.
NO_FIGURE_IN = {"time", "a", "h2"}
NO_FIGURE_OF = {"whole", "kinds__count", "found__hit", "section-head"}
PRICES = "Eenheidsprijzen"  # what a partner asks, as that partner says
NEAR = ("article", "section", "table", "figure")


def pages(client) -> Iterator[tuple[str, Tag]]:
    """Every page that a visitor reaches by links, with what it says between menu and foot."""
    seen, todo = set(), list(BEGIN)
    while todo and len(seen) < MOST_PAGES:
        address = todo.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        for link in page.select("a[href]"):
            found = urlsplit(urljoin(address, link["href"]))
            is_ours = not found.netloc and found.scheme in ("", "http")
            if is_ours and not found.query and not found.path.startswith(ELSEWHERE):
                todo.append(found.path)
        if page.main:
            yield address, page.main


def numbers(main: Tag) -> Iterator[Tag]:
    """Elements that hold nothing but a number, and so are read as a figure."""
    for words in main.find_all(string=A_NUMBER_ALONE):
        node = words.parent
        if not is_no_figure(node) and not node.find_parent(is_no_figure):
            yield node


def is_no_figure(node: Tag) -> bool:
    if node.name in NO_FIGURE_IN or node.get("aria-label") == PRICES:
        return True
    return not NO_FIGURE_OF.isdisjoint(node.get("class", []))


def says_where_from(node: Tag) -> bool:
    """In the figure's own part of the page: what opens or leads to it, or a column of sources."""
    part = node
    while part := part.find_parent(NEAR):
        opens = part.select("summary, a[href]")
        heads = [head.get_text(strip=True) for head in part.select("th")]
        if any(SAYS_WHERE_FROM.search(one.get_text(" ")) for one in opens) or "Bron" in heads:
            return True
    return False


def test_every_figure_says_where_it_comes_from(db, client):
    snapshot.with_demo()
    figures.count_open_years()
    found, lacking = {}, []
    for address, main in pages(client):
        for node in numbers(main):
            found.setdefault(urlsplit(address).path, []).append(node)
            if not says_where_from(node):
                lacking.append((address, str(node)[:90]))
    assert lacking == []
    for address in ("/", "/impact/", "/onder-de-radar/", "/wat-kost-het/"):
        assert found[address], address
    assert any(one.startswith("/roadshow/") for one in found)
    assert any(one.startswith("/impact/berekening/") for one in found)


def test_what_leads_there_arrives(db, client):
    """A link beside a figure leads to a page that is there, and to the figure on it."""
    snapshot.with_demo()
    figures.count_open_years()
    asked = set()
    for address, main in pages(client):
        for link in main.select("a[href]"):
            if SAYS_WHERE_FROM.search(link.get_text(" ")) or "#bezoekers" in link["href"]:
                asked.add(urljoin(address, link["href"]))
    assert any("#bezoekers" in one for one in asked)
    assert any("/impact/berekening/" in one for one in asked)
    for one in asked:
        path, _, place = one.partition("#")
        answer = client.get(path, follow=True)
        assert answer.status_code == 200, one
        assert not place or BeautifulSoup(answer.content, "html.parser").find(id=place), one
