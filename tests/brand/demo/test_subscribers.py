"""The demo's subscribers: a list to look at, and nobody who is ever written to."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brand import demo
from brand.audience import exchange, syncing
from brand.demo import door, subscribers
from brand.models import (
    NewsletterIssue,
    OutboxState,
    OutgoingMail,
    Subscription,
    SubscriptionRecord,
    SyncJob,
    User,
)
from brand.newsletter import recipients
from tests.support.mailchimp_server import KEY, LIST, MailchimpServer

pytestmark = pytest.mark.django_db
State = Subscription.State


@pytest.fixture
def people(founded):
    demo.load(timezone.now())
    return Subscription.objects.all()


def test_they_are_marked_and_lead_nowhere(people):
    assert set(people.values_list("is_demo", flat=True)) == {True}
    assert all(person.email.endswith(".example") for person in people)
    assert all("VOORBEELD" in person.name for person in people)
    assert people.filter(state=State.SUBSCRIBED).count() == 6
    assert set(people.values_list("state", flat=True)) == {
        State.SUBSCRIBED,
        State.STOPPED,
        State.ASKED,
    }


def test_they_are_never_mailed_nor_told(people, settings):
    """To Mailchimp, in earnest; also when somebody asks for it."""
    server = MailchimpServer()
    settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE = KEY, LIST
    settings.MAILCHIMP_MODE, settings.MAILCHIMP_BASE_URL = "echt", server.url
    assert syncing.queue_missing() == 0
    for person in people:
        syncing.enqueue(person)
    exchange.drain()
    server.close()
    assert server.requests == []
    assert not OutgoingMail.objects.exists()


def test_the_queue_and_a_newsletter_have_something_to_show(people):
    client = Client(**{door.LISTENS_ON: "127.0.0.1", "HTTP_HOST": "localhost"})
    client.force_login(User.objects.get(email="federatie@voorbeeld.example"))
    queue = client.get(reverse("newsletter_queue:index")).text
    assert "griet.maes@drukkerij-de-letter.example" in queue
    assert len(recipients.chosen(NewsletterIssue())) == 6


def test_they_come_once_and_go_wholly(people):
    subscribers.load(timezone.now())
    assert people.count() == len(subscribers.READERS) + 1
    for rows in demo.rows():
        if rows.model in {Subscription, SubscriptionRecord, SyncJob}:
            rows.delete()
    assert not people.exists()
    assert not SyncJob.objects.exists()
    assert not SubscriptionRecord.objects.exists()


def test_who_is_on_the_list_already_stays_who_they_are(founded):
    reader = subscribers.READERS[1]
    Subscription.objects.create(email=reader.email, name="Zelf ingeschreven")
    demo.load(timezone.now())
    assert Subscription.objects.get(email=reader.email).name == "Zelf ingeschreven"


def test_what_was_told_of_them_waits_for_nothing(people):
    assert set(SyncJob.objects.values_list("state", "reason")) == {
        (OutboxState.DONE, "Voorbeeld: gaat nooit naar buiten.")
    }
