"""A stop in words."""

import pytest

from brand.models import BrandKit
from roadshow import visit
from roadshow.models import StopPage

pytestmark = pytest.mark.django_db  # a page asks for its content type
HOST = {"contact_phone": "089 12 34 56", "contact_email": "host@x.be"}
HOUSE = {"contact_phone": "02 123 45 67", "contact_email": "huis@x.be"}


@pytest.mark.parametrize(
    ("host", "house", "said"),
    [
        (HOST, HOUSE, "bel 089 12 34 56"),
        ({"contact_email": "host@x.be"}, HOUSE, "mail host@x.be"),
        ({}, HOUSE, "bel 02 123 45 67"),
        ({}, {"contact_email": "huis@x.be"}, "mail huis@x.be"),
        ({}, {}, "vraag het aan wie u ontvangt"),
    ],
)
def test_nobody_is_told_to_call_without_a_number(host, house, said):
    assert visit.reach(StopPage(**host), BrandKit(**house)) == said
    assert visit.reach(StopPage(**host), None) == (said if host else "vraag het aan wie u ontvangt")
