import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from brand.models import Role
from brand.permissions import establish_roles, place_in_groups
from tests.factories.brand import cast, member
from tests.factories.leads import LeadFactory, make_tour


@pytest.fixture
def people(db):
    """The cast, each with the permissions of their role."""
    make_tour()
    found = cast()
    establish_roles()
    for user in (found.owner, found.team_mate, found.outsider, found.federation):
        place_in_groups(user)
    return found


@pytest.fixture
def lead(people):
    return LeadFactory(
        owner_organisation=people.partner,
        owner=people.owner,
        employer__name="Bakkerij Peeters",
        contact__name="Bo Peeters",
        contact__email="bo@peeters.example",
    )


@pytest.fixture
def desk(client, people):
    """The owner at her desk."""
    client.force_login(people.owner)
    return client


@pytest.fixture
def as_role():
    """Somebody of this partner with this role and its permissions."""

    def made(organisation, role=Role.COORDINATOR):
        user = member(organisation, role)
        place_in_groups(user)
        return user

    return made


@pytest.fixture
def queries_for(client):
    """How many queries a screen makes for what it shows.

    The menu and the session around it are Wagtail's and change with every room; a look-up for
    each row would be of one of these tables, also where a question within the question names it.
    """
    ours = ("leads_", "roadshow_", "brand_organisation", "brand_user", "brand_municipality")

    def counted(url, asked=None) -> int:
        client.get(url, asked)
        with CaptureQueriesContext(connection) as made:
            b"".join(client.get(url, asked))
        asked_of = [re.findall(r' FROM "(\w+)"', query["sql"]) for query in made.captured_queries]
        return sum(any(table.startswith(ours) for table in tables) for tables in asked_of)

    return counted
