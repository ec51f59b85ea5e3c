"""A site that speaks to the contract server, and who keeps it."""

import pytest

from brand import founding, permissions
from brand.audience import mailchimp
from brand.models import Role
from tests.factories.brand import OrganisationFactory, member
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer
from tests.support.story_editor import as_user


@pytest.fixture
def audience_server(settings, monkeypatch):
    """In earnest, with little patience."""
    server = MailchimpServer()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = KEY, LIST
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_BASE_URL = "echt", server.url
    monkeypatch.setattr(mailchimp, "READ", 0.4)
    yield server
    server.close()


@pytest.fixture
def keeper(founded):
    house = OrganisationFactory(is_federation=True)
    founding.welcome(house)
    user = member(house, Role.BEHEERDER)
    permissions.place_in_groups(user)
    return as_user(user)
