"""Somebody asks to stop: no more mails, kept without mails, or erased; here and at Mailchimp."""

import pytest
from django.urls import reverse

from brand import audience, permissions
from brand.audience import syncing
from brand.audience.addresses import address_hash
from brand.models import Role, Subscription, SyncJob
from tests.factories.brand import OrganisationFactory, member
from tests.factories.outbox import SubscriptionFactory
from tests.support.mailchimp_server import LIST
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
EMAIL = "an@bedrijf.be"
State = Subscription.State


@pytest.fixture
def an(audience_server):
    person = SubscriptionFactory(email=EMAIL, told=f"echt:{LIST}")
    audience_server.holds(EMAIL, "subscribed")
    return person


@pytest.fixture
def url(an):
    return reverse("newsletter_queue:end", args=[syncing.enqueue(an).pk])


def there(server):
    return server.members.get(address_hash(EMAIL), {}).get("status", "gewist")


@pytest.mark.parametrize(
    ("act", "state", "status"),
    [
        ("stop", State.STOPPED, "unsubscribed"),
        ("archive", State.STOPPED, "archived"),
        ("erase", State.ERASED, "gewist"),
    ],
)
def test_each_of_the_three_reaches_both_sides(audience_server, keeper, an, url, act, state, status):
    page = keeper.get(url).text
    assert "Archiveren is geen wissen" in page
    assert there(audience_server) == "subscribed"
    for _ in range(2):  # pressed twice
        assert keeper.post(url, {"act": act}).status_code in {302, 404}
    syncing.drain()
    an.refresh_from_db()
    assert (an.state, there(audience_server)) == (state, status)
    assert an.email == (None if act == "erase" else EMAIL)
    assert audience.is_suppressed(EMAIL) is (act == "erase")
    assert not SyncJob.objects.exclude(state="klaar").exists()


def test_who_is_erased_there_is_refused_and_told_how_to_return(audience_server, keeper, an, url):
    keeper.post(url, {"act": "erase"})
    syncing.drain()
    again = SubscriptionFactory(email=EMAIL)
    job = syncing.enqueue(again)
    syncing.drain()
    job.refresh_from_db()
    assert job.state == "geblokkeerd"
    assert job.remedy.endswith("via het inschrijfformulier van Mailchimp.")


def test_nothing_chosen_does_nothing(audience_server, keeper, an, url):
    for act in ("", "iets", "__class__"):
        keeper.post(url, {"act": act})
    an.refresh_from_db()
    assert an.state == State.SUBSCRIBED


def test_who_is_erased_has_no_such_page(audience_server, keeper, an, url):
    audience.erase(an, way="telefoon")
    assert keeper.get(url).status_code == 404


def test_to_a_partner_it_is_not_there(founded, an, url):
    user = member(OrganisationFactory(), Role.BEHEERDER)
    permissions.place_in_groups(user)
    client = as_user(user)
    assert {client.get(url).status_code, client.post(url, {"act": "erase"}).status_code} == {404}
    an.refresh_from_db()
    assert an.email == EMAIL
