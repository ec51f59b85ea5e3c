"""A page of the shared site that chooses a figure shows the stand that was published last."""

import pytest

from brand.blocks import content_blocks, figures_to_choose
from brand.models import ContentPage
from stories.impact import figures
from stories.models import Indicator
from stories.text.blocks import story_blocks
from tests.factories.impact import placement, year

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(founded, known, partner):
    placement(partner, people=9)
    figures.count_year(year())
    body = [{"type": "counted_figure", "value": {"code": "mensen-aan-de-slag"}}]
    page = founded.add_child(instance=ContentPage(title="Over", slug="over", body=body))
    page.save_revision().publish()
    return page


def shown(client) -> str:
    return " ".join(client.get("/over/").text.split())


def test_it_follows_what_is_published(client, page, partner):
    said = shown(client)
    assert '<span class="impact__value">9</span>' in said
    assert f'href="/impact/{year()}/#mensen-aan-de-slag"' in said
    placement(partner, people=6)
    figures.count_year(year())
    assert '<span class="impact__value">15</span>' in shown(client)


def test_what_is_not_public_any_more_leaves_the_page(client, page):
    Indicator.objects.update(is_public=False)
    assert "impact__value" not in shown(client)


def test_every_public_indicator_can_be_chosen(known):
    assert {code for code, _ in figures_to_choose()} == set(known)


def test_no_story_holds_one():
    """A person agrees to the words of a story as they are: a number that moves is none of those."""
    assert "counted_figure" in dict(content_blocks())
    assert "counted_figure" not in dict(story_blocks())
