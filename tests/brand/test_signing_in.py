"""Signing in, and what the back office says in Dutch where Wagtail would not."""

import pytest

from brand.models import Role
from brand.permissions import establish_roles, place_in_groups
from tests.factories.brand import cast, member

pytestmark = pytest.mark.django_db

LOGIN = "/beheer/login/"


@pytest.fixture
def people(founded):
    found = cast()
    establish_roles()
    place_in_groups(found.federation)
    return found


def test_the_form_asks_in_dutch(client, founded):
    page = client.get(LOGIN).text
    assert "Wachtwoord" in page
    assert "Password" not in page
    assert "Inloggen - Meewerkers" in page


def test_who_only_keeps_the_door_is_led_there(client, people):
    steward = member(people.partner, role=Role.ONTHAAL)
    place_in_groups(steward)
    client.force_login(steward)
    page = client.get("/beheer/", follow=True)
    assert page.redirect_chain[-1][0].startswith(LOGIN)
    assert '<a href="/onthaal/">Naar het onthaal</a>' in page.text


def test_a_stranger_is_not_led_to_the_door(client, founded):
    assert "onthaal" not in client.get(LOGIN).text


def test_what_is_not_there_says_so_in_dutch(client, people):
    client.force_login(people.federation)
    answer = client.get("/beheer/opvolging/dossiers/999999/")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet meer, of hij is niet van jullie." in answer.text
    assert "Wagtail admin" not in answer.text


def test_the_menu_holds_no_english_guide(client, people):
    client.force_login(people.federation)
    assert "guide.wagtail.org" not in client.get("/beheer/").text
