"""Who answers on a device of the house takes the way to the own page along."""

import re

import pytest

from stories.consent import requests
from stories.models import Consent, ConsentRequest
from tests.factories.stories import PersonFactory, hand_over, picture, story

pytestmark = pytest.mark.django_db
YES = {"taking": "ja", "channels": ["website"], "name_level": "voornaam"}


@pytest.fixture
def karim(people):
    return PersonFactory(organisation=people.partner, name="Karim Voorbeeld", email="")


@pytest.fixture
def here(karim, people):
    page = story(karim, title="Karim werkt", lead="Karim werkt.", picture=picture(1))
    return requests.ask(karim, story=page, way=Consent.Way.HERE, by=people.marketer)


def answer(client, here, said=None):
    hand_over(client, here)
    address = f"/toestemming/{here.token}/"
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())[1]
    return client.post(address, {**(said or YES), "seen": seen}, follow=True).content.decode()


def own_of(karim) -> ConsentRequest:
    return karim.requests.get(way=Consent.Way.LINK)


@pytest.mark.parametrize("said", [YES, {"taking": "nee"}])
def test_the_next_page_has_a_code_and_a_link_to_keep(client, karim, here, said):
    page = answer(client, here, said)
    link = requests.link(own_of(karim))
    assert "Neem dit mee" in page
    assert link in page
    assert "<svg" in page.partition("asked__qr")[2]
    assert "data-print" in page
    assert "Wij mailen u de link ook." not in page
    assert "Karim" not in page


def test_it_opens_the_own_page_elsewhere(client, karim, here, django_user_model):
    answer(client, here)
    client.cookies.clear()
    page = client.get(f"/toestemming/{own_of(karim).token}/").content.decode()
    assert "Uw toestemming" in page


def test_it_stands_there_once(client, karim, here):
    answer(client, here)
    again = client.get(f"/toestemming/{here.token}/").content.decode()
    assert "Bedankt" in again
    assert requests.link(own_of(karim)) not in again
    assert "Neem dit mee" not in again


def test_who_has_an_address_is_mailed_too(client, karim, here):
    karim.email = "karim@voorbeeld.be"
    karim.save()
    assert "Wij mailen u de link ook." in answer(client, here)


def test_another_browser_sees_none_of_it(client, karim, here):
    answer(client, here)
    client.cookies.clear()
    page = client.get(f"/toestemming/{here.token}/").content.decode()
    assert requests.link(own_of(karim)) not in page
