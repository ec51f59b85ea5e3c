from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from brand.models import Campaign, Organisation, Participation, Role, User
from brand.models.campaigns import Goal
from brand.permissions import establish_roles, place_in_groups
from tests.factories.brand import OrganisationFactory, member


@dataclass
class Shared:
    """A campaign of the federation, in which two partners take part and a third does not."""

    campaign: Campaign
    house: Organisation
    one: Organisation
    two: Organisation
    federation: User
    marketer: User  # of one
    coordinator: User  # of one
    other: User  # of two
    outsider: User  # of a partner that does not take part


@pytest.fixture
def shared(founded) -> Shared:
    house = OrganisationFactory(name="Federatie", slug="federatie", is_federation=True)
    one, two, third = (
        OrganisationFactory(name=name, slug=name.lower()) for name in ("Een", "Twee", "Drie")
    )
    campaign = Campaign.objects.create(
        name="Kom kijken",
        organisation=house,
        goal_number=100,
        goal_counts=Goal.REGISTRATIONS,
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 6, 8),  # a hundred days
        landing_page=founded.page_ptr,
    )
    for partner, share in [(house, "50"), (one, "30"), (two, "20")]:
        Participation.objects.create(
            campaign=campaign, organisation=partner, cost_share=Decimal(share)
        )
    people = {
        "federation": member(house, Role.BEHEERDER),
        "marketer": member(one, Role.MARKETEER),
        "coordinator": member(one, Role.COORDINATOR),
        "other": member(two, Role.MARKETEER),
        "outsider": member(third, Role.MARKETEER),
    }
    establish_roles()
    for user in people.values():
        place_in_groups(user)
    return Shared(campaign, house, one, two, **people)
