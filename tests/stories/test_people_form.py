"""The screen of somebody we show: who it is. What that person allows is never filled in here."""

import pytest
from django.urls import reverse

from stories.models import Consent, ConsentReceipt, PortrayedPerson
from tests.factories.stories import ConsentFactory, PersonFactory

pytestmark = pytest.mark.django_db
FIELDS = {"name", "organisation", "phone", "email", "trusted_person", "trusted_contact"}


@pytest.fixture
def person(people):
    return PersonFactory(
        organisation=people.partner, trusted_person="Lien", trusted_contact="0470 11 22 33"
    )


def screen(person):
    return reverse("portrayedperson:edit", args=[person.pk])


def test_it_asks_who_somebody_is_and_nothing_else(person, people, signed_in):
    page = signed_in(people.marketer).get(screen(person))
    assert set(page.context["form"].fields) == FIELDS
    assert reverse("consent_ask", args=[person.pk]) in page.content.decode()


def test_ticks_that_are_sent_along_allow_nothing(person, people, signed_in):
    """What the form of before made a consent of."""
    said = {
        "name": "Karim Nieuw",
        "organisation": person.organisation_id,
        "taking": "on",
        "channels": ["website", "sociale-media"],
        "name_level": "voornaam",
        "way": "link",
        "given_on": "2026-01-01",
    }
    client = signed_in(people.marketer)
    for address in (screen(person), reverse("portrayedperson:add")):
        assert client.post(address, said).status_code == 302
    assert PortrayedPerson.objects.filter(name="Karim Nieuw").count() == 2
    assert Consent.objects.count() == ConsentReceipt.objects.count() == 0


def test_what_is_allowed_stands_there_with_its_proof(person, people, signed_in):
    ConsentFactory(person=person, present="Lien")
    page = " ".join(signed_in(people.marketer).get(screen(person)).content.decode().split())
    assert "op een toestel dat een medewerker doorgaf, in het bijzijn van Lien" in page
    assert "tekst 2026-11 (nl)" in page


def test_the_trusted_person_can_be_reached(person, people, signed_in):
    page = signed_in(people.marketer).get(screen(person))
    assert 'value="0470 11 22 33"' in page.content.decode()
