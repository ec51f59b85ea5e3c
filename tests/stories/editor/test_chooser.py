"""Who can be chosen for a story, by whatever is sent as a number."""

import re

import pytest

from tests.factories.stories import PersonFactory

pytestmark = pytest.mark.django_db
CHOSEN = "/beheer/person_chooser/chosen/"
SEVERAL = "/beheer/person_chooser/chosen-multiple/"
NO_NUMBERS = ["x", "²", "1" * 30, "-1", "all"]


def test_own_people_are_given_back(people, signed_in):
    person = PersonFactory(organisation=people.partner)
    answer = signed_in(people.marketer).get(f"{CHOSEN}{person.pk}/").json()
    assert answer["result"]["title"] == person.name


def test_another_partners_person_looks_missing(people, signed_in):
    person = PersonFactory(organisation=people.other)
    client = signed_in(people.marketer)
    assert client.get(f"{CHOSEN}{person.pk}/").status_code == 404
    assert client.get(SEVERAL, {"id": person.pk}).json()["result"] == []


def test_what_is_no_number_is_nobody(people, signed_in):
    person = PersonFactory(organisation=people.partner)
    client = signed_in(people.marketer)
    for text in NO_NUMBERS:
        assert client.get(f"{CHOSEN}{text}/").status_code == 404
    (only,) = client.get(SEVERAL, {"id": [*NO_NUMBERS, person.pk]}).json()["result"]
    assert only["title"] == person.name


def test_the_list_shows_forty_people_at_once(people, signed_in):
    """More is found by a search; the tenth must not hide whoever was added just now."""
    names = [f"Persoon {number:02}" for number in range(40)]
    for name in names:
        PersonFactory(organisation=people.partner, name=name)
    words = signed_in(people.marketer).get("/beheer/person_chooser/").json()["html"]
    assert [name for name in names if name not in words] == []
    assert re.findall(r"<th\b[^>]*>\s*(\w+)", words) == ["Naam"]
