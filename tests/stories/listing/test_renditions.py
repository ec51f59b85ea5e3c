"""The pictures of a story are made before a visitor asks, and only while it may be seen."""

import pytest

from brand.models import Rendition
from stories.listing import renditions
from stories.withdrawal import withdraw
from tests.factories.stories import ConsentFactory, agree, covered_story, picture

pytestmark = pytest.mark.django_db


def made() -> set[int]:
    return set(Rendition.objects.values_list("pk", flat=True))


def test_a_page_finds_its_pictures_made(founded, client):
    story = covered_story(1)
    assert renditions.prepare() == 1
    assert renditions.prepare() == 0
    before = made()
    assert len(before) == 8
    for address in (story.url, "/verhalen/", "/"):
        assert client.get(address).status_code == 200
    assert made() == before


def test_pictures_in_the_text_too(founded, client):
    story = covered_story(1)
    told = picture(2)
    ConsentFactory(person=story.portrayals.get().person, picture=told, story=story)
    story.body = [("picture", {"image": told, "alt": "Een krat", "caption": ""})]
    revision = story.save_revision()
    agree(story)
    revision.publish()
    assert renditions.prepare() == 2
    before = made()
    assert told.renditions.count() == 4
    client.get(story.url)
    assert made() == before


def test_nothing_of_a_draft_or_of_what_was_withdrawn(founded):
    covered_story(1, live=False)
    story = covered_story(2)
    withdraw.withdraw(story.portrayals.get().person)
    assert (renditions.prepare(), made()) == (0, set())
