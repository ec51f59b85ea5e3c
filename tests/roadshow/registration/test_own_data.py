"""`/mijn/<token>/gegevens/` and `/mijn/<token>/wis/`."""

import json

import pytest
from django.urls import reverse

from brand.models import Erasure, OutboxState, OutgoingMail
from leads.models import Contact
from roadshow import emails
from roadshow.models import Registration, SeatCount
from roadshow.models.registrations import State
from roadshow.registration import register
from tests.factories.roadshow import stop_in

pytestmark = pytest.mark.django_db
AN = {"name": "An Peeters", "company": "Peeters & Zoon", "email": "an@peeters.be"}


@pytest.fixture
def genk():
    return stop_in("Genk", capacity=2)


@pytest.fixture
def an(genk):
    return register.register(genk, **AN, companions=["Bo Maes"])


def url(name, registration):
    return reverse(name, args=[registration.token])


def test_the_own_page_leads_there(client, an):
    page = client.get(url("mine", an)).content.decode()
    assert url("mine_data", an) in page
    assert url("mine_erase", an) in page


def test_it_tells_what_is_known_of_this_visit(client, an):
    page = client.get(url("mine_data", an)).content.decode()
    for words in ("An Peeters", "Peeters &amp; Zoon", "Bo Maes", "Bevestigd"):
        assert words in page
    said = json.loads(client.get(url("mine_data", an) + "?vorm=json").content)
    assert [entry["soort"] for entry in said] == ["Inschrijving"]
    assert said[0]["gegevens"]["Brengt mee"] == "Bo Maes"


@pytest.mark.parametrize("name", ["mine_data", "mine_erase"])
def test_who_only_typed_an_address_reads_and_erases_nothing(client, genk, an, name):
    """The page after the form opens by another link than the mail: it proves no address."""
    again = register.register(genk, **{**AN, "name": "Een Vreemde"}, waiting_ok=True)
    for registration in (an, again):
        address = reverse(name, args=[registration.screen_token])
        for answer in (client.get(address), client.post(address)):
            assert "Bo Maes" not in answer.content.decode()
            assert "Wis mijn gegevens</button>" not in answer.content.decode()
    assert Registration.objects.get().name == "An Peeters"
    assert not OutgoingMail.objects.filter(kind="roadshow.emails.my_data").exists()


def test_the_page_after_the_form_does_not_tell_the_link_of_the_mail(client, an):
    page = client.get(reverse("mine", args=[an.screen_token])).content.decode()
    assert an.token not in page
    assert reverse("mine_data", args=[an.screen_token]) in page


def test_everything_else_opens_by_a_link_that_is_mailed(client, an):
    for _ in range(2):
        answer = client.post(url("mine_data", an))
    assert answer.url == url("mine", an) + "?gedaan=gemaild"
    [row] = OutgoingMail.objects.filter(kind="roadshow.emails.my_data")
    message = emails.my_data(an.pk)
    assert (row.state, message.to) == (OutboxState.WAITING, "an@peeters.be")
    assert message.subject == "Uw gegevens bij Meewerkers"
    [link] = [word for word in message.text.split() if "/mijn-gegevens/" in word]
    assert "Contactpersoon" in client.get(link).content.decode()


def test_looking_erases_nothing(client, an):
    page = client.get(url("mine_erase", an)).content.decode()
    assert "Uw 2 plaatsen komen meteen vrij voor iemand anders" in page
    assert Registration.objects.get().name == "An Peeters"


def test_a_post_erases_this_visit_and_gives_the_seats_back(client, genk, an):
    cas = register.register(
        genk, name="Cas Claes", company="Claes", email="cas@claes.be", waiting_ok=True
    )
    assert cas.state == State.WAITING
    answer = client.post(url("mine_erase", an))
    assert "Uw gegevens zijn gewist" in answer.content.decode()
    assert client.get(url("mine", an)).status_code == 404
    registration = Registration.objects.get(pk=an.pk)
    assert (registration.name, registration.email, registration.state) == (
        "Gewist",
        f"gewist-{an.pk}@gewist.invalid",
        State.CANCELLED,
    )
    cas.refresh_from_db()
    assert (cas.state, SeatCount.objects.get().taken) == (State.OFFERED, 1)
    assert not OutgoingMail.objects.filter(ref=str(an.pk)).exists()
    assert list(Erasure.objects.values_list("what", "count", "why")) == [
        ("Inschrijving", 1, "zelf")
    ]
    # The lead is the partner's work with this employer; that goes by the mailed link.
    assert Contact.objects.filter(email="an@peeters.be").exists()
    said = "\n".join(an.lead.interactions.values_list("note", flat=True))
    assert "Peeters" not in said
