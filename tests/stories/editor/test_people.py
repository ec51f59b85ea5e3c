"""Somebody is added to a story without leaving it: a name, and one way to reach that person."""

import pytest

from stories.models import PortrayedPerson
from tests.factories.stories import PersonFactory

pytestmark = pytest.mark.django_db
CHOOSE = "/beheer/person_chooser/"
CREATE = f"{CHOOSE}create/"


def added(client, partner=None, **fields):
    address = f"{CREATE}?partner={partner.pk}" if partner else CREATE
    return client.post(address, {"name": "Nadia Proef", "contact": "", **fields})


@pytest.mark.parametrize(
    ("contact", "phone", "email"),
    [
        ("0470 12 34 56", "0470 12 34 56", ""),
        ("nadia@voorbeeld.example", "", "nadia@voorbeeld.example"),
        ("", "", ""),
    ],
)
def test_a_person_becomes_one_of_the_partner(people, signed_in, contact, phone, email):
    answer = added(signed_in(people.marketer), people.partner, contact=contact).json()
    person = PortrayedPerson.objects.get()
    assert (answer["step"], answer["result"]["id"]) == ("chosen", str(person.pk))
    assert (person.organisation, person.phone, person.email) == (people.partner, phone, email)


@pytest.mark.parametrize("contact", ["bel mij maar", "naam@", "12"])
def test_no_way_to_reach_somebody_is_said_and_nothing_is_lost(people, signed_in, contact):
    answer = added(signed_in(people.marketer), people.partner, contact=contact).json()
    assert answer["step"] == "reshow_creation_form"
    for text in ("Vul een telefoonnummer of een volledig e-mailadres in", "Nadia Proef", contact):
        assert text in answer["htmlFragment"]
    assert not PortrayedPerson.objects.exists()


def test_nobody_is_added_for_another_partner(people, signed_in):
    client = signed_in(people.marketer)
    assert added(client, people.other).status_code in (302, 403)
    assert client.post(f"{CREATE}?partner=x", {"name": "Nadia"}).status_code in (302, 403)
    assert not PortrayedPerson.objects.exists()


def test_the_list_holds_the_people_of_the_story_its_partner(people, signed_in):
    ours, theirs = (PersonFactory(organisation=one) for one in (people.partner, people.other))
    client = signed_in(people.federation)
    shown = client.get(CHOOSE, {"partner": people.partner.pk}).json()["html"]
    assert (ours.name in shown, theirs.name in shown) == (True, False)
    everybody = client.get(CHOOSE).json()["html"]
    assert (ours.name in everybody, theirs.name in everybody) == (True, True)
    assert "Nieuwe persoon" in shown
    assert "Nieuwe persoon" not in everybody  # the federation has many partners: for which?
