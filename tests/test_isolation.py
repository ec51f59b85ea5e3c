"""No test finds in the memory of this process what another one left there."""

import pytest
from django.core.cache import cache

from brand.kit import logos
from stories.listing import catalogue
from tests.factories.stories import picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("turn", ["first", "second"])
def test_numbers_and_names_come_back_to_an_empty_memory(founded, turn):
    """The second finds the numbers and the file names of the first."""
    assert cache.get("left-behind") is None
    assert catalogue.shown._kept is None
    assert logos._proportion.cache_info().currsize == 0
    made = picture(1)
    cut = made.get_rendition("fill-20x20")
    assert cut.image_id == made.pk
    assert type(cut).objects.filter(pk=cut.pk).exists()
    cache.set("left-behind", turn)
    catalogue.shown._kept = turn
    logos._proportion("logo.svg")
