"""Somebody withdraws between planning and sending: no mail that leaves afterwards shows them."""

import pytest
from django.urls import reverse

from brand.models import Membership, Role
from brand.newsletter import sending
from brand.newsletter.blocks import Block
from stories.withdrawal import withdraw
from tests.factories.brand import member
from tests.factories.outbox import SubscriptionFactory
from tests.factories.stories import Channel, ConsentFactory, covered_story
from tests.support.newsletters import come_due, issue_of, make_ready, plan
from tests.support.smtp_server import instead_of_ours

pytestmark = pytest.mark.django_db
TITLE = "Karim kent elke doos"


@pytest.fixture
def server(settings, monkeypatch):
    with instead_of_ours(settings, monkeypatch) as server:
        yield server


@pytest.fixture
def told(people):
    page = covered_story(7, organisation=people.partner, title=TITLE)
    person = page.portrayals.get().person
    ConsentFactory(person=person, picture=page.picture, channel=Channel.NEWSLETTER)
    return page, person


@pytest.fixture
def issue(people, told):
    for n in range(4):
        SubscriptionFactory(email=f"lezer{n}@bedrijf.be")
    house = Membership.objects.get(user=people.federation).organisation
    second = member(house, Role.BEHEERDER)
    rows = [Block("a", "inleiding", "Dag werkgever"), Block("b", "verhaal", page=told[0].pk)]
    issue = make_ready(issue_of(*rows), people.federation, second)
    plan(issue, people.federation)
    return type(issue).objects.get(pk=issue.pk)


def shown(server) -> list[bool]:
    return [TITLE in arrived.get_body(("html",)).get_content() for arrived in server.mails]


def test_without_a_withdrawal_it_is_in_every_mail(server, issue):
    come_due()
    sending.drain()
    assert shown(server) == [True] * 4


@pytest.mark.parametrize("channels", [[Channel.NEWSLETTER], None])
def test_between_planning_and_sending(server, issue, told, channels):
    page, person = told
    withdraw.withdraw(person, channels=channels)
    come_due()
    sending.drain()
    assert shown(server) == [False] * 4
    for arrived in server.mails:
        whole = arrived.as_string()
        assert TITLE not in whole
        assert f"/beeld/verhaal/{page.pk}" not in whole
        assert "Dag werkgever" in arrived.get_body(("plain",)).get_content()


def test_between_two_receivers_and_in_the_archive(server, issue, told, client, monkeypatch):
    _, person = told
    monkeypatch.setattr(sending, "PER_ROUND", 2)
    come_due()
    sending.drain()
    withdraw.withdraw(person, channels=[Channel.NEWSLETTER])
    sending.drain()
    assert shown(server) == [True, True, False, False]
    html = client.get(reverse("newsletter_archived", args=[issue.pk])).content.decode()
    assert "Dag werkgever" in html
    assert TITLE not in html


def test_the_archive_loses_it_at_once(server, issue, told, client):
    come_due()
    sending.drain()
    path = reverse("newsletter_archived", args=[issue.pk])
    assert TITLE in client.get(path).content.decode()
    withdraw.withdraw(told[1])
    assert TITLE not in client.get(path).content.decode()
