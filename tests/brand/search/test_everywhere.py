"""Visitors search as the desk does: on `/zoeken/`, in the list of stories and on every shelf."""

from importlib import import_module

import pytest
from django.apps import apps

from brand.search import shelves
from stories.listing import search
from stories.models import StoryPage
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import StopFactory
from tests.factories.stories import story

pytestmark = pytest.mark.django_db

NAME = "Özlem D’Haese van den Broeck"
TYPED = [
    "D'Haese",
    "dhaese",
    "haese",
    "özlem",
    "Ozlem",
    "Vandenbroeck",
    "van den broeck",
    "den Broeck",
    "broeck özlem",  # words turned round
    "Brueck",  # one slip
    "\ufeffVan\u200bden\u00adbroeck",  # pasted with what nobody sees
]


@pytest.fixture
def everywhere():
    partner = OrganisationFactory(name=f"Werkplaats {NAME}", description="Bakkerij.")
    story(organisation=partner, live=True, title=f"{NAME} kneedt", lead="Brood.")
    StopFactory(title=f"Halte {NAME}", organisation=partner)


@pytest.mark.parametrize("words", TYPED)
def test_it_is_found(everywhere, words):
    answer = shelves.search({"zoek": words})
    assert {group.shelf.name for group in answer.groups} == {"verhalen", "haltes", "partners"}
    assert search.find({"zoek": words}).count == 1


@pytest.mark.parametrize("words", ["roeck", "brood boot"])
def test_it_is_not(everywhere, words):
    """The beginning of a word is asked, and every word."""
    answer = shelves.search({"zoek": words})
    assert answer.groups == [] or answer.meant


def test_stories_of_before_are_found_as_well(everywhere):
    StoryPage.objects.update(search_words="ozlem dhaese van den broeck kneedt brood")
    assert search.find({"zoek": "Vandenbroeck"}).count == 0
    migration = import_module("stories.migrations.0036_words_as_they_are_searched")
    for _ in range(2):
        migration.write_again(apps, None)
        found = search.find({"zoek": "Vandenbroeck"})
        assert (found.count, found.meant) == (1, "")
