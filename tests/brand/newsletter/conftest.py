from dataclasses import dataclass

import pytest

from brand.models import Organisation, Role, User
from brand.permissions import establish_roles, place_in_groups
from tests.factories.brand import OrganisationFactory, member
from tests.support.smtp_server import instead_of_ours


@dataclass
class Desk:
    """Two who write the newsletter, and who does not."""

    house: Organisation
    partner: Organisation
    writer: User
    second: User
    marketer: User  # of a partner
    administrator: User  # of a partner
    steward: User  # of the federation


@pytest.fixture
def desk(founded) -> Desk:
    house = OrganisationFactory(name="Federatie", slug="federatie", is_federation=True)
    partner = OrganisationFactory(name="Een", slug="een")
    people = {
        "writer": member(house, Role.MARKETEER, first_name="An", last_name="Claes"),
        "second": member(house, Role.BEHEERDER, first_name="Bo", last_name="Maes"),
        "marketer": member(partner, Role.MARKETEER),
        "administrator": member(partner, Role.BEHEERDER),
        "steward": member(house, Role.ONTHAAL),
    }
    establish_roles()
    for user in people.values():
        place_in_groups(user)
    return Desk(house, partner, **people)


@pytest.fixture
def server(desk, settings, monkeypatch):
    """After the desk, which is kept under the settings that others have."""
    settings.NEWSLETTER_PER_MINUTE = 1000
    with instead_of_ours(settings, monkeypatch) as server:
        yield server
