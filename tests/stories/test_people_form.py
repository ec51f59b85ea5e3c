"""The screen of somebody we show: what is noted, and in which words it was asked."""

import pytest
from django.urls import reverse

from stories import wording
from stories.models import Consent
from tests.factories.stories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(people):
    return PersonFactory(
        organisation=people.partner, trusted_person="Lien", trusted_contact="0470 11 22 33"
    )


def test_the_words_that_are_read_together_are_those_of_the_version(person, people, signed_in):
    page = signed_in(people.marketer).get(reverse("portrayedperson:edit", args=[person.pk]))
    words = wording.words("nl", on_paper=True)
    assert all(line in page.content.decode() for line in words["intro"])
    assert f"tekst {wording.version()}" in page.content.decode()


def test_what_is_noted_names_that_version(person, people, signed_in, monkeypatch):
    monkeypatch.setattr(wording, "version", lambda: "2027-02")
    said = {
        "name": person.name,
        "organisation": person.organisation_id,
        "channels": ["website"],
        "name_level": "voornaam",
        "way": "hier",
    }
    address = reverse("portrayedperson:edit", args=[person.pk])
    assert signed_in(people.marketer).post(address, said).status_code == 302
    given = Consent.objects.get()
    assert (given.wording, given.language, given.recorded_by) == ("2027-02", "nl", people.marketer)


def test_the_trusted_person_can_be_reached(person, people, signed_in):
    page = signed_in(people.marketer).get(reverse("portrayedperson:edit", args=[person.pk]))
    assert 'value="0470 11 22 33"' in page.content.decode()
