import pytest

from brand import permissions
from tests.factories.brand import cast
from tests.factories.roadshow import tour_page


@pytest.fixture
def people(db):
    """The cast, each with the permissions of their role."""
    players = cast()
    tour_page()
    permissions.establish_roles()
    for user in (players.owner, players.team_mate, players.outsider, players.federation):
        permissions.place_in_groups(user)
    return players
