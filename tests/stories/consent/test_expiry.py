"""60, 30 and 7 days before a consent ends: once each, to who asked and who was asked."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from brand import mail
from brand.models import OutgoingMail
from stories import due
from stories.consent import expiry, requests
from stories.models import Consent, ConsentRequest
from tests.factories.stories import Channel, ConsentFactory, PersonFactory, picture

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def karim(people):
    return PersonFactory(
        organisation=people.partner, name="Karim VOORBEELD", email="karim@voorbeeld.be"
    )


def asked_for():
    rows = OutgoingMail.objects.order_by("pk")
    return sorted((row.kind.rpartition(".")[2], mail.make(row).to) for row in rows)


def test_once_at_every_step(karim, people):
    ConsentFactory(person=karim, until=in_days(61), recorded_by=people.federation)
    counts = []
    for days in (0, 1, 2, 31, 32, 54, 55, 61, 62):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            expiry.warn()
            expiry.warn()
            counts.append(OutgoingMail.objects.count())
    assert counts == [0, 3, 3, 6, 6, 9, 9, 9, 9]


def test_who_is_told(karim, people):
    ConsentFactory(person=karim, until=in_days(20), recorded_by=people.federation)
    expiry.warn()
    assert asked_for() == sorted(
        [
            ("ends_for_person", "karim@voorbeeld.be"),
            ("ends_soon", people.federation.email),
            ("ends_soon", people.marketer.email),
        ]
    )
    own = ConsentRequest.objects.get(way="link")
    desk = mail.make(OutgoingMail.objects.filter(kind="stories.emails.ends_soon").first())
    assert reverse("consent_ask", args=[karim.pk]) in desk.text
    person = mail.make(OutgoingMail.objects.get(kind="stories.emails.ends_for_person"))
    assert requests.link(own) in person.text


def test_what_was_extended_does_not_end(karim):
    ConsentFactory(person=karim, until=in_days(10))
    ConsentFactory(person=karim, until=in_days(400))
    assert expiry.ending() == []
    ConsentFactory(person=karim, until=in_days(10), channel=Channel.PRESS)
    assert expiry.ending() == [karim]
    assert karim.first_end == in_days(10)


def test_without_an_end_there_is_nothing_to_say(karim):
    ConsentFactory(person=karim, until=None)
    assert (expiry.warn(), karim.first_end) == (0, None)


def test_colours(karim):
    assert expiry.colour(karim) == "rood"
    given = ConsentFactory(person=karim, until=in_days(90), picture=picture(1))
    shown, free = given.picture, picture(2)
    assert expiry.colour(karim) == "groen"
    assert expiry.colours_of([shown, free]) == {shown.pk: "groen"}
    Consent.objects.update(until=in_days(60))
    assert expiry.colour(karim) == "oranje"
    assert expiry.colours_of([shown, free]) == {shown.pk: "oranje"}
    Consent.objects.update(until=in_days(-1))
    assert expiry.colour(karim) == "rood"
    assert expiry.colours_of([shown, free]) == {shown.pk: "rood"}


def test_the_list_and_the_way_to_extend(karim, people, signed_in):
    ConsentFactory(person=karim, until=in_days(20))
    page = signed_in(people.marketer).get(reverse("consent_attention")).content.decode()
    assert reverse("consent_ask", args=[karim.pk]) in page
    assert "Vraag verlenging" in page
    people_list = signed_in(people.marketer).get(reverse("portrayedperson:index"))
    assert "light light--oranje" in people_list.content.decode()


def test_it_runs_by_itself():
    assert ("toestemming die afloopt", 3600, expiry.warn) in due.JOBS


def test_the_lights_of_own_pictures_only(karim, people, signed_in):
    shown = picture(1, collection=people.partner.collection)
    ConsentFactory(person=karim, until=in_days(20), picture=shown)
    address = f"{reverse('consent_lights')}?foto={shown.pk}&foto=x"
    assert signed_in(people.marketer).get(address).json() == {str(shown.pk): "oranje"}
    assert signed_in(people.other_marketer).get(address).json() == {}
