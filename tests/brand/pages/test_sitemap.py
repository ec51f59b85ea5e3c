"""`/sitemap.xml`, of a site of any size."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from brand.pages import sitemap
from roadshow import sitemap as stops
from tests.factories.roadshow import StopFactory, home_page, tour_page
from tests.factories.stories import covered_story

pytestmark = pytest.mark.django_db
ADDRESS = "/sitemap.xml"


def named(client, query: str = "") -> list[str]:
    response = client.get(f"{ADDRESS}{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    assert response["X-Robots-Tag"] == "noindex, noodp, noarchive"
    return re.findall(r"<loc>([^<]*)</loc>", response.text)


@pytest.fixture
def told(founded):
    return [covered_story(1), covered_story(2), StopFactory(slug="genk"), StopFactory(slug="gent")]


def test_it_names_every_page_as_the_page_names_itself(client, told):
    live = Page.objects.descendant_of(home_page(), inclusive=True).live().specific()
    shown = [page for page in live if client.get(page.url).status_code == 200]
    assert {page.pk for page in told} < {page.pk for page in shown}
    found = named(client)
    assert len(found) == len(set(found))
    assert {page.full_url for page in shown} <= set(found)
    today = timezone.localdate()
    text = client.get(ADDRESS).text
    assert f"<loc>{told[0].full_url}</loc><lastmod>{today}</lastmod></url>" in text


def test_what_is_taken_back_is_named_no_longer(client, told):
    first, second, stop, other = told
    assert {page.full_url for page in told} <= set(named(client))
    first.portrayals.get().person.consents.update(withdrawn_at=timezone.now())
    stop.unpublish()
    found = named(client)
    assert first.full_url not in found
    assert stop.full_url not in found
    assert {second.full_url, other.full_url} <= set(found)


def test_what_stands_behind_a_password_is_not_named(client, told):
    PageViewRestriction.objects.create(
        page=tour_page(), restriction_type=PageViewRestriction.PASSWORD, password="geheim"
    )
    assert not [address for address in named(client) if "/roadshow/" in address]


def test_of_thousands_there_are_several_files(client, told, monkeypatch):
    every = named(client)
    monkeypatch.setattr(sitemap, "LARGEST", 3)
    files = named(client)
    count = -(-len(every) // 3)
    assert files == [f"http://testserver{ADDRESS}?page={n}" for n in range(1, count + 1)]
    parts = [named(client, f"?page={n}") for n in range(1, count + 1)]
    assert [address for part in parts for address in part] == every
    for wrong in ("0", str(count + 1), "x", "²"):
        assert client.get(f"{ADDRESS}?page={wrong}").status_code == 404


def test_it_reads_no_tables_but_those_that_are_counted(told):
    with CaptureQueriesContext(connection) as asked:
        assert len(stops._read(None)) == 2
    (read,) = asked
    tables = {"wagtailcore_page", "wagtailcore_pageviewrestriction", "roadshow_stoppage"}
    assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', read["sql"])) == tables
