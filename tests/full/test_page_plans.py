"""No page of the site costs more because the site holds more: how SQLite looks things up."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.roadshow import home_page, tour_page
from tests.factories.stories import picture, story_index
from tests.support import many

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
GROW = ("wagtailcore_page", "stories_storypage", "roadshow_stoppage", "stories_consent")


def looked_up(sql: str) -> list[str]:
    """Each step of its plan: `SEARCH wagtailcore_page USING INTEGER PRIMARY KEY (rowid=?)`."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [step for *_, step in cursor.fetchall()]


def reads_all(step: str) -> bool:
    """Every row of a table that grows, or every page below another."""
    return step.startswith(tuple(f"SCAN {table}" for table in GROW)) or "(path>" in step


@pytest.fixture
def pages(founded):
    told, stop = many.stories(30, picture=picture(), province="limburg"), many.stops(30)
    found = {"home": home_page(), "index": story_index(), "story": told}
    return {**found, "tour": tour_page(), "stop": stop}


@pytest.mark.parametrize("name", ["home", "index", "story", "tour", "stop"])
def test_no_page_reads_all_rows(client, pages, name):
    address = pages[name].url
    assert client.get(address).status_code == 200  # what is kept until a change is read once
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= 12
    steps = [step for one in asked for step in looked_up(one["sql"])]
    assert len(steps) > len(asked)
    assert [step for step in steps if reads_all(step)] == []
