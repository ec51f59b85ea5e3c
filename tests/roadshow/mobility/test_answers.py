"""What kept somebody from coming: one tap by the mailed link, or noted at the desk."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roadshow import emails, mobility
from roadshow.models import Registration
from roadshow.models.registrations import HeldBack, State
from roadshow.registration import changes, erasure, register
from tests.factories.roadshow import RegistrationFactory, stop_in

pytestmark = pytest.mark.django_db
ASKED = "Wat hield u tegen?"
Ending = Registration.Ending


@pytest.fixture
def stop():
    return stop_in("Genk", slug="genk", capacity=3)


@pytest.fixture
def cancelled(stop):
    made = register.register(stop, name="An", company="Bakkerij", email="an@bakkerij.be")
    return changes.cancel(made)


def answer(client, registration, said):
    url = reverse("mine_held_back", args=[registration.token])
    return client.post(url, {"wat": said}, follow=True)


def kept(registration) -> str:
    return Registration.objects.get(pk=registration.pk).held_back


class TestByTheMailedLink:
    def test_one_tap_is_kept_changed_and_taken_back(self, client, cancelled):
        assert ASKED in client.get(reverse("mine", args=[cancelled.token])).text
        told = answer(client, cancelled, "vervoer")
        assert "Bedankt voor uw antwoord." in told.text
        assert "U zei: <strong>vervoer: te ver" in told.text
        assert kept(cancelled) == "vervoer"
        answer(client, cancelled, "tijd")
        assert kept(cancelled) == "tijd"
        assert "Uw antwoord is gewist." in answer(client, cancelled, "").text
        assert kept(cancelled) == ""

    def test_who_stayed_away_is_asked_too(self, client, stop):
        absent = RegistrationFactory(stop=stop, state=State.ABSENT)
        assert ASKED in client.get(reverse("mine", args=[absent.token])).text
        answer(client, absent, "vervoer")
        assert kept(absent) == "vervoer"

    @pytest.mark.parametrize(
        "fields",
        [
            {"state": State.CONFIRMED},
            {"state": State.PRESENT},
            {"state": State.WAITING},
            {"state": State.CANCELLED, "ending": Ending.EXPIRED},
            {"state": State.CANCELLED, "ending": Ending.UNPROVEN},
        ],
    )
    def test_nobody_else_is_asked_nor_kept(self, client, stop, fields):
        other = RegistrationFactory(stop=stop, **fields)
        assert ASKED not in client.get(reverse("mine", args=[other.token])).text
        answer(client, other, "vervoer")
        assert kept(other) == ""

    def test_of_a_stop_that_was_cancelled_nobody_is_asked(self, client, cancelled):
        type(cancelled.stop).objects.update(cancelled_at=timezone.now())
        assert ASKED not in client.get(reverse("mine", args=[cancelled.token])).text

    @pytest.mark.parametrize("said", ["alles", "\x00", "x" * 5000])
    def test_what_is_no_choice_is_not_kept(self, client, cancelled, said):
        assert answer(client, cancelled, said).status_code == 200
        assert kept(cancelled) == ""

    def test_the_page_after_the_form_asks_nothing(self, client, cancelled):
        assert ASKED not in client.get(reverse("mine", args=[cancelled.screen_token])).text
        client.post(reverse("mine_held_back", args=[cancelled.screen_token]), {"wat": "vervoer"})
        assert kept(cancelled) == ""

    def test_looking_keeps_nothing(self, client, cancelled):
        url = reverse("mine_held_back", args=[cancelled.token])
        assert client.get(url, {"wat": "vervoer"}).status_code == 302
        assert kept(cancelled) == ""


def test_who_comes_after_all_said_nothing(cancelled):
    mobility.answer(cancelled, HeldBack.TRANSPORT)
    cancelled.refresh_from_db()
    assert changes.rebook(cancelled).held_back == ""


def test_erasing_leaves_the_count_and_nobody(cancelled):
    mobility.answer(cancelled, HeldBack.TRANSPORT)
    cancelled.refresh_from_db()
    erasure.erase(cancelled)
    row = Registration.objects.get(pk=cancelled.pk)
    assert (row.held_back, row.company) == ("vervoer", "")


def test_the_mail_says_where(client, cancelled):
    message = emails.cancelled(str(cancelled.pk))
    assert "met één tik zeggen wat u tegenhield" in str(message)


@pytest.fixture
def past(people, stop):
    begun = timezone.now() - timedelta(days=3)
    stop.starts_at, stop.ends_at = begun, begun + timedelta(hours=2)
    stop.organisation = people.partner
    stop.save()
    return stop


class TestAtTheDesk:
    def test_noted_while_calling(self, client, people, past):
        absent = RegistrationFactory(stop=past, state=State.ABSENT)
        client.force_login(people.owner)
        inspect = reverse("inschrijvingen:inspect", args=[absent.pk])
        url = reverse("inschrijvingen:held_back", args=[absent.pk])
        assert url in client.get(inspect).text
        assert "Vervoer: te ver" in client.get(url).text
        assert "Genoteerd." in client.post(url, {"wat": "vervoer"}, follow=True).text
        assert kept(absent) == "vervoer"
        assert "Vervoer: te ver" in client.get(inspect).text

    def test_of_who_came_nothing_is_noted(self, client, people, past):
        present = RegistrationFactory(stop=past, state=State.PRESENT)
        client.force_login(people.owner)
        url = reverse("inschrijvingen:held_back", args=[present.pk])
        assert url not in client.get(reverse("inschrijvingen:inspect", args=[present.pk])).text
        told = client.post(url, {"wat": "vervoer"}, follow=True).text
        assert mobility.NOT_ASKED in told
        assert kept(present) == ""

    def test_of_another_partner_it_looks_missing(self, client, people, past):
        absent = RegistrationFactory(stop=past, state=State.ABSENT)
        client.force_login(people.outsider)
        url = reverse("inschrijvingen:held_back", args=[absent.pk])
        assert client.post(url, {"wat": "vervoer"}).status_code == 404
        assert kept(absent) == ""
