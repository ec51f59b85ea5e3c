"""The pages of a long list to choose from."""

import pytest
from django.core.paginator import Paginator

from brand.templatetags.brand_tags import numbers_near


@pytest.mark.parametrize(
    ("number", "of", "offered"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 834, [1, 2, 3, 834]),
        (5, 834, [1, 3, 4, 5, 6, 7, 834]),
        (834, 834, [1, 832, 833, 834]),
    ],
)
def test_the_first_the_last_and_the_nearest(number, of, offered):
    assert numbers_near(Paginator(range(of), 1).page(number)) == offered
