"""Where who runs a partner gives its software a key."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Role
from leads import leaving
from leads.connections import keys
from leads.models import ApiKey
from tests.leads.connections.conftest import Software

pytestmark = pytest.mark.django_db

INDEX = "/beheer/opvolging/koppelingen/"


@pytest.fixture
def runner(client, people, as_role):
    client.force_login(as_role(people.partner, Role.BEHEERDER))
    return client


def asked(people, **changed):
    day = timezone.localdate() + timedelta(days=30)
    said = {"organisation": people.partner.pk, "name": "Ons CRM", "scopes": ["read"]}
    return said | {"expires_on": day.isoformat()} | changed


def test_a_key_is_shown_once_and_works(runner, people):
    assert "Nog geen sleutels." in runner.get(INDEX).content.decode()
    answer = runner.post(INDEX, asked(people))
    key = ApiKey.objects.get()
    assert (key.may_read, key.may_write, key.organisation) == (True, False, people.partner)
    secret = answer.context["secret"]
    assert "no-store" in answer["Cache-Control"]
    assert secret in answer.content.decode()
    assert Software(secret).get().status_code == 200
    after = runner.get(INDEX).content.decode()
    assert (secret in after, key.start in after, "Laatst gebruikt op" in after) == (
        *(False, True, True),
    )
    revoke = reverse("connections:revoke", args=[key.pk])
    assert runner.get(revoke).url == INDEX
    runner.post(revoke)
    assert Software(secret).get().status_code == 401
    assert "Ingetrokken op" in runner.get(INDEX).content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "Schrijf voor welk programma deze sleutel is."),
        ({"scopes": []}, "Kruis aan wat het programma mag."),
        ({"expires_on": ""}, "Kies een dag."),
        ({"expires_on": "2020-01-01"}, "Kies een dag tussen vandaag en over drie jaar."),
    ],
)
def test_what_is_missing_is_asked(runner, people, changed, sentence):
    answer = runner.post(INDEX, asked(people) | changed)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert not ApiKey.objects.exists()


def test_no_key_for_another_partner_and_none_of_theirs(runner, people):
    answer = runner.post(INDEX, asked(people, organisation=people.other.pk))
    assert (answer.status_code, ApiKey.objects.exists()) == (422, False)
    theirs, _ = keys.make(
        people.federation,
        people.other,
        name="Kanarie",
        may_read=True,
        may_write=True,
        expires_on=None,
    )
    assert "Kanarie" not in runner.get(INDEX).content.decode()
    assert runner.post(reverse("connections:revoke", args=[theirs.pk])).status_code == 404
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MARKETEER, Role.ONTHAAL])
def test_only_who_runs_a_partner_comes_here(client, people, as_role, key_of, role):
    key, _ = key_of(people.partner)
    client.force_login(as_role(people.partner, role))
    for address in (INDEX, reverse("connections:revoke", args=[key.pk])):
        assert client.get(address).status_code == 302
        assert client.post(address, asked(people)).status_code == 302
    assert ApiKey.objects.get().revoked_at is None


def test_a_partner_that_leaves_has_no_key_left(people, key_of):
    key_of(people.partner)
    theirs, _ = key_of(people.other)
    assert "1 sleutel van een koppeling die stopt" in map(str, leaving.count_all(people.partner))
    leaving.hand_back(people.partner, people.house, people.federation, take_down=False)
    assert list(ApiKey.objects.filter(revoked_at=None)) == [theirs]
