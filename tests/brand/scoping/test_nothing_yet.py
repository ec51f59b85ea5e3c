"""On a site where nothing happened yet every list says what will stand there, and how."""

import pytest

from brand import founding, permissions
from brand.models import Role
from tests.factories.brand import OrganisationFactory, member
from tests.support.story_editor import as_user

pytestmark = pytest.mark.django_db
LISTS = {
    "opvolging/dossiers": "Nog geen dossiers. Wie zich inschrijft",
    "opvolging/werkgevers": "Nog geen werkgevers. Ze komen hier vanzelf",
    "haltes": "Nog geen haltes. Een halte is een dag",
    "inschrijvingen": "Nog geen inschrijvingen. Ze komen hier zodra",
    "locaties": "Nog geen locaties. Een halte staat altijd op een locatie",
    "portrayedperson": "Nog niemand. Hier staat wie in een verhaal",
    "use": "Hier staat nog niets. Wat je deelt",
    "recall": "Niets terug te halen. Trekt iemand",
    "withdrawal": "Nog niemand trok toestemming in.",
    "activiteiten": "Nog geen activiteiten. Dit is het werk",
}
ADD = '<a href="/beheer/{}/{}/">'


@pytest.fixture
def house(founded):
    house = OrganisationFactory(is_federation=True)
    founding.welcome(house)
    user = member(house, Role.BEHEERDER)
    permissions.place_in_groups(user)
    return as_user(user)


def test_every_list_says_what_will_stand_there(house):
    said = {name: house.get(f"/beheer/{name}/").text for name in LISTS}
    assert [name for name, words in LISTS.items() if words not in said[name]] == []
    for name, new in [("locaties", "new"), ("haltes", "nieuw")]:
        assert ADD.format(name, new) in said[name].split("Nog geen")[1].split("</p>")[0]


@pytest.mark.parametrize("name", ["locaties", "inschrijvingen", "haltes"])
def test_a_search_that_finds_nothing_is_another_matter(house, name):
    text = house.get(f"/beheer/{name}/?q=bakker").text
    assert LISTS[name] not in text
