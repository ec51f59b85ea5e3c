"""What a visitor's telephone must fetch before a page is readable."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.support import snapshot

pytestmark = pytest.mark.django_db

LIMIT = 60_000
KARIM = "/verhalen/de-werkschuit-voorbeeld/voorbeeld-karim-kent-elke-doos/"
PAGES = [
    "/",
    "/verhalen/",
    KARIM,
    "/verhalen/de-werkschuit-voorbeeld/",
    "/roadshow/",
    "/roadshow/voorbeeld-genk/",
    "/roadshow/voorbeeld-genk/inschrijven/",
    "/partners/",
    "/partners/de-werkschuit-voorbeeld/",
    "/privacy/",
    "/zoeken/?zoek=genk",
    "/api/v1/",
    "/pers/",
]
ASKED = re.compile(r'<(?:link rel="stylesheet" href|script[^>]* src)="([^"]+)"')
# The map is an extra of the tour, fetched when it comes into view; its files are weighed apart.
OF_MAP = re.compile(r'data-(?:styles|scripts|borders|towns)="([^"]+)"')


def weight(client, address: str) -> dict[str, int]:
    """Gzipped bytes of a page and of the styles and scripts it asks for."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    page = answer.content.decode()
    found = {"html": len(gzip.compress(page.encode())), "css": 0, "js": 0, "map": 0}
    for source in dict.fromkeys(ASKED.findall(page)):
        found["css" if ".css" in source else "js"] += len(gzip.compress(body(client, source)))
    for source in " ".join(OF_MAP.findall(page)).split():
        found["map"] += len(gzip.compress(body(client, source)))
    return found


def body(client, source: str) -> bytes:
    path = source.partition("?")[0]
    if path.startswith("/static/"):
        with open(finders.find(path.removeprefix("/static/")), "rb") as file:
            return file.read()
    answer = client.get(source)
    assert answer.status_code == 200, source
    return answer.content


def test_every_public_page_is_light(client, capsys):
    snapshot.with_demo()
    weights = {address: weight(client, address) for address in PAGES}
    with capsys.disabled():
        print(f"\n{'gzipped bytes':<70} {'html':>7} {'css':>7} {'js':>7} {'sum':>7} {'map':>7}")
        for address, parts in weights.items():
            total = parts["html"] + parts["css"] + parts["js"]
            print(
                f"{address:<70} {parts['html']:>7} {parts['css']:>7} {parts['js']:>7}"
                f" {total:>7} {parts['map']:>7}"
            )
    heavy = {
        address: parts
        for address, parts in weights.items()
        if parts["html"] + parts["css"] + parts["js"] > LIMIT
    }
    assert heavy == {}
