"""Towns that the search for places knows, and stops in them."""

from brand import places
from brand.models import Municipality
from roadshow.models import StopPage
from tests.factories.roadshow import StopFactory, town

CODES = {"Genk": "3600", "Hasselt": "3500", "Lommel": "3920", "Gent": "9000", "Brugge": "8000"}


def known(*names: str) -> None:
    """These towns (all, when none is named) are found by name and postal code."""
    for name in names or CODES:
        Municipality.objects.filter(pk=town(name).pk).update(postal_codes=[CODES[name]])
    places.forget()


def halt(place: str = "Genk", **fields) -> StopPage:
    if "venue" not in fields:
        fields["venue__municipality"] = town(place)
    return StopFactory(**{"title": place, **fields})
