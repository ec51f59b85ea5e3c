"""Ctrl+K, and the keys that the `?` dialog tells of."""

import pytest
from django.urls import reverse

from brand.models import Role
from leads.desk.keys import KEYS
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def found(desk, text=""):
    response = desk.get(reverse("today:find"), {"q": text})
    return {
        group.heading: [hit.label for hit in group.hits] for group in response.context["groups"]
    }


def test_a_dossier_an_employer_and_a_screen(desk, lead):
    answer = found(desk, "peters")  # a slip
    assert answer == {"Dossiers": ["Bakkerij Peeters"], "Werkgevers": ["Bakkerij Peeters"]}
    assert found(desk, "weekra")["Schermen"] == ["Weekrapport"]
    assert "Vandaag" in found(desk, "opvolging")["Schermen"]


def test_nothing_asked_gives_what_was_worked_on(desk, people, lead):
    LeadFactory(owner_organisation=people.partner, owner=people.team_mate)
    answer = found(desk)
    assert answer["Jouw laatste dossiers"] == ["Bakkerij Peeters"]
    assert "Bord" in answer["Schermen"]


def test_nothing_found_is_said(desk):
    page = desk.get(reverse("today:find"), {"q": "zzzz<i>"}).content.decode()
    assert "Niets gevonden met “zzzz&lt;i&gt;”." in page


def test_another_partner_s_dossier_is_not_found(desk, people):
    LeadFactory(owner_organisation=people.other, employer__name="Kanarie")
    assert found(desk, "kanarie") == {}


def test_the_dialog_tells_of_the_keys_to_who_works_there(client, people, as_role):
    home = reverse("wagtailadmin_home")
    for user, works in ((people.owner, True), (as_role(people.partner, Role.MARKETEER), False)):
        client.force_login(user)
        page = client.get(home).content.decode()
        assert [heading in page for heading, _ in KEYS] == [works] * len(KEYS)
        assert ("data-desk-places" in page) == works
        assert 'data-a11y-dialog-show="keyboard-shortcuts-dialog"' in page
