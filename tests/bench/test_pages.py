"""What one render of each public page costs, beside a stock Wagtail page in the same run.

Prints CPU and wall milliseconds (the median of `TIMES`, warm) and queries; and how many answers a
second a thread gives of a page that is kept, beside the stock page and a site that says hello.
"""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from brand.http import kept_answers
from brand.models import BrandPage, ContentPage, HomePage
from brand.pages import routing
from stories.models import StoryPage
from tests.factories.roadshow import StopFactory, home_page, stop_in, tour_page
from tests.factories.stories import covered_story, picture, story_index
from tests.support.wsgi import Asked

pytestmark = pytest.mark.django_db(transaction=True)

ROWS, TIMES, SECONDS = 10, 30, 0.3


@pytest.fixture
def stock(monkeypatch):
    """A page of `wagtail start`: a stream field and three renditions, nothing of ours."""
    page = home_page().add_child(
        instance=ContentPage(title="Stock", slug="stock", body=[("text", "<p>Een tekst.</p>")] * 4)
    )
    pictures = [picture(shade) for shade in (201, 202, 203)]
    plain = super(BrandPage, ContentPage).get_context

    def context(self, request, *args, **kwargs):
        return {**plain(self, request, *args, **kwargs), "pictures": pictures}

    monkeypatch.setattr(ContentPage, "template", "bench/stock.html")
    monkeypatch.setattr(ContentPage, "get_context", context)
    monkeypatch.setattr(ContentPage, "get_view_restrictions", Page.get_view_restrictions)
    return page


@contextmanager
def routes_as_wagtail() -> Iterator[None]:
    """The stock page is found as Wagtail finds it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HomePage, "route", Page.route)
        patch.setattr(routing.FindSiteMiddleware, "process_view", lambda *args: None)
        yield


def measure(address: str) -> tuple[float, float, int]:
    """CPU and wall milliseconds of one anonymous visit, and its queries."""
    client = Client()
    for _ in range(3):
        assert client.get(address).status_code == 200
    cpu, wall = [], []
    for _ in range(TIMES):
        began, used = time.perf_counter(), time.process_time()
        client.get(address)
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return statistics.median(cpu), statistics.median(wall), len(asked)


def a_second(application, address: str) -> float:
    """Answers in a second of CPU."""
    for _ in range(3):
        assert Asked(application, address).status == "200 OK"
    used = time.process_time()
    times = 0
    while time.process_time() - used < SECONDS:
        Asked(application, address, HTTP_ACCEPT_ENCODING="gzip")
        times += 1
    return times / SECONDS


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello"]


def test_pages(founded, stock, settings, capsys):
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], "tests/bench/templates"]}
    ]
    told = [
        covered_story(shade, title=f"Verhaal {shade}", province="limburg") for shade in range(ROWS)
    ]
    stops = [stop_in("Genk"), stop_in("Gent"), *StopFactory.create_batch(ROWS - 2)]
    then = timezone.now() - timedelta(days=30)
    past = StopFactory(starts_at=then, ends_at=then + timedelta(hours=2))
    addresses = {
        "stock": stock.url,
        "home": home_page().url,
        "index": story_index().url,
        "story": told[0].url,
        "tour": tour_page().url,
        "stop": stops[0].url,
        "past stop": past.url,
        "search": "/zoeken/?zoek=verhaal",
        "mistyped": "/zoeken/?zoek=verhaax",
    }
    assert StoryPage.objects.shown().count() == len(told)
    with routes_as_wagtail():
        costs = {"stock": measure(addresses.pop("stock"))}
    costs |= {name: measure(address) for name, address in addresses.items()}
    with capsys.disabled():
        load = f"load {os.getloadavg()[0]:.1f}"
        print(f"\n{ROWS} stories and stops, {connection.vendor}, {load}: ", end="")
        print("CPU ms, wall ms, queries, x stock")
        for name, (cpu, wall, queries) in costs.items():
            ratio = cpu / costs["stock"][0]
            print(f"  {name:<10}{cpu:>8.1f}{wall:>8.1f}{queries:>6}{ratio:>8.1f}")
        site, plain = kept_answers.kept(WSGIHandler()), WSGIHandler()
        with routes_as_wagtail():
            base, most = a_second(plain, stock.url), a_second(hello, "/")
        print(f"answers a second of CPU: stock page {base:.0f}, hello {most:.0f}; kept:")
        for name, address in addresses.items():
            if name not in ("search", "mistyped"):
                rate = a_second(site, address)
                print(f"  {name:<10}{rate:>8.0f}{rate / base:>8.0f} x stock")
