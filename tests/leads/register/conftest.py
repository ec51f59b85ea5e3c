import pytest

from brand import places
from tests.factories.leads import LeadFactory
from tests.support import register_extracts as made


@pytest.fixture
def genk(db):
    places.load()


@pytest.fixture
def employer(people, genk):
    """One of ours, of which the register knows the number."""
    return LeadFactory(
        owner_organisation=people.partner,
        employer__name="Verzonnen Een",
        employer__enterprise_number=made.plain(made.enterprise(1)),
    ).employer
