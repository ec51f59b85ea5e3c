import pytest

from stories.impact import indicators
from stories.models import Indicator
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import town


@pytest.fixture
def known(founded):
    """The indicators of the site, by code."""
    indicators.lay()
    return {row.code: row for row in Indicator.objects.all()}


@pytest.fixture
def partner(founded):
    return OrganisationFactory(name="De Proefhal", slug="proefhal")


@pytest.fixture
def other(founded):
    return OrganisationFactory(name="De Overkant", slug="overkant")


@pytest.fixture
def genk(founded):
    return town("Genk")


@pytest.fixture
def gent(founded):
    return town("Gent")
