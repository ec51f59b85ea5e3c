import pytest

from brand import permissions
from brand.models import Role
from tests.factories.brand import cast, member


@pytest.fixture
def people(founded):
    """The cast, with a marketer, and with the rights that their roles give."""
    who = cast()
    for organisation in (who.partner, who.other):
        permissions.establish_organisation(organisation)
    who.marketer = member(who.partner, Role.MARKETEER, first_name="Mia")
    permissions.establish_roles()
    for user in (who.owner, who.outsider, who.federation, who.marketer):
        permissions.place_in_groups(user)
    return who


@pytest.fixture
def signed_in(client):
    """A function that signs somebody in and returns the client."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
