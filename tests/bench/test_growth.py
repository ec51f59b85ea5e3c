"""What the public site costs as it grows: python -m pytest -s tests/bench/test_growth.py

Prints the CPU milliseconds of one render of each address (the median of `TIMES`, warm), its queries
and its weight, with 10, 1,000 and 10,000 stories and as many stops. Nothing is asserted of time.
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brand.changes import catalogue
from stories.models import StoryPage
from tests.factories.roadshow import home_page, tour_page
from tests.factories.stories import picture, story_index
from tests.support import many

pytestmark = pytest.mark.django_db

TIMES = 5
ADDRESSES = {
    "GeoJSON": "/roadshow/haltes.geojson",
    "map": "/roadshow/kaart.json",
    "calendar": "/roadshow/agenda.ics",
    "feed": "/verhalen/feed.atom",
    "sitemap": "/sitemap.xml",
    "API stories": "/api/v1/verhalen/",
    "API stops": "/api/v1/haltes/",
    "search": "/zoeken/?zoek=magazijn",
    "mistyped": "/zoeken/?zoek=magazin",
    "list, mistyped": "/verhalen/?zoek=magazin",
}


def measure(address: str) -> tuple[float, int, int]:
    """CPU milliseconds and queries of one anonymous visit, and the size of the answer."""
    client = Client()
    answer = client.get(address)
    assert answer.status_code == 200, address
    cpu = []
    for _ in range(TIMES):
        used = time.process_time()
        client.get(address)
        cpu.append((time.process_time() - used) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return statistics.median(cpu), len(asked), len(answer.content)


@pytest.mark.parametrize(
    "size", [10, *(pytest.param(size, marks=pytest.mark.scale) for size in (1_000, 10_000))]
)
def test_growth(founded, size, capsys):
    first = many.stories(size, picture=picture(), province="limburg", title="Karim in het magazijn")
    stop = many.stops(size)
    catalogue.forget()
    assert StoryPage.objects.shown().count() == size
    pages = {"home": home_page(), "index": story_index(), "story": first, "tour": tour_page()}
    addresses = {name: page.url for name, page in {**pages, "stop": stop}.items()} | ADDRESSES
    costs = {name: measure(address) for name, address in addresses.items()}
    with capsys.disabled():
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"\n{size} stories and stops, {connection.vendor}, {load}: CPU ms, queries, bytes")
        for name, (cpu, queries, weight) in costs.items():
            print(f"  {name:<15}{cpu:>8.1f}{queries:>6}{weight:>12}")
