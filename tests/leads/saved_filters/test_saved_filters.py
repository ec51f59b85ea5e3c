"""Filters that are kept: one's own, shared within a partner, never beyond it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from brand import permissions
from brand.models import Role
from leads.models import SavedFilter
from leads.saved_filters import keeping
from tests.factories.brand import member
from tests.factories.leads import EmployerFactory, LeadFactory
from tests.factories.roadshow import town

pytestmark = pytest.mark.django_db
LIST, FILTERS = "/beheer/opvolging/dossiers/", "/beheer/opvolging/filters/"
ASKED = "mine=on&province=limburg&wish=stage"


@pytest.fixture
def signed_in(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def colleague(people):
    user = member(people.partner, Role.COORDINATOR, first_name="Cas", last_name="Peeters")
    permissions.place_in_groups(user)
    return user


def save(client, name: str = "Mijn Limburg", organisation="", query: str = ASKED):
    said = {"filter": query, "name": name, "organisation": organisation}
    return client.post(f"{FILTERS}nieuw/", said)


def links(page: str) -> list[str]:
    found = re.search(r'<nav[^>]*aria-label="Bewaarde filters".*?</nav>', page, re.S)
    return re.findall(r'href="([^"]+)"', found[0]) if found else []


def named(page: str) -> list[str]:
    found = re.search(r'<nav[^>]*aria-label="Bewaarde filters".*?</nav>', page, re.S)
    return re.findall(r'<a class="button[^>]*>([^<]+)<', found[0]) if found else []


def test_from_the_list_to_a_link_above_it(people, signed_in):
    client = signed_in(people.owner)
    page = client.get(f"{LIST}?{ASKED}").text
    assert "Bewaar deze filter" in page
    answer = save(client)
    row = SavedFilter.objects.get()
    assert (row.owner, row.organisation, row.query) == (people.owner, None, ASKED)
    assert answer["Location"] == f"{LIST}?{ASKED}"
    page = client.get(answer["Location"]).text
    assert 'aria-current="page">Mijn Limburg' in page
    assert f"{LIST}?{ASKED.replace('&', '&amp;')}" in links(client.get(LIST).text)


def test_mine_and_a_province_narrow_the_list(people, signed_in, colleague):
    limburg = EmployerFactory(name="Bakkerij Genk", municipality=town("Genk"))
    antwerp = EmployerFactory(name="Smid Gent", municipality=town("Gent"))
    shared = {"owner_organisation": people.partner}
    LeadFactory(employer=limburg, owner=people.owner, **shared)
    LeadFactory(employer=antwerp, owner=people.owner, **shared)
    LeadFactory(
        employer=EmployerFactory(name="Drukker Hasselt", municipality=town("Hasselt")),
        owner=colleague,
        **shared,
    )
    client = signed_in(people.owner)

    def found(query: str) -> list[str]:
        page = client.get(f"{LIST}?{query}").text
        names = ("Bakkerij Genk", "Smid Gent", "Drukker Hasselt")
        return [name for name in names if name in page]

    assert found("province=limburg") == ["Bakkerij Genk", "Drukker Hasselt"]
    assert found("mine=on&province=limburg") == ["Bakkerij Genk"]
    assert '<b class="w-ml-1">Alleen mijn dossiers</b>' in client.get(f"{LIST}?mine=on").text
    client = signed_in(colleague)  # the same address shows each one's own
    assert found("mine=on&province=limburg") == ["Drukker Hasselt"]


def test_shared_within_a_partner_and_not_beyond(people, signed_in, colleague):
    save(signed_in(people.owner), "Voor ons", people.partner.pk)
    save(signed_in(people.owner), "Voor mij")
    assert named(signed_in(colleague).get(LIST).text) == ["Voor ons"]
    assert named(signed_in(people.outsider).get(LIST).text) == []
    row = SavedFilter.objects.get(name="Voor ons")
    for user in (colleague, people.outsider):
        client = signed_in(user)
        assert client.get(f"{FILTERS}{row.pk}/").status_code == 404
        assert client.post(f"{FILTERS}{row.pk}/weg/").status_code == 404
    assert save(signed_in(people.outsider), "x", people.partner.pk).status_code == 422


def test_another_name_other_people_away_and_back(people, signed_in):
    client = signed_in(people.owner)
    save(client)
    row = SavedFilter.objects.get()
    said = {"name": "Limburg", "organisation": people.partner.pk}
    assert client.post(f"{FILTERS}{row.pk}/", said).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.organisation, row.query) == ("Limburg", people.partner, ASKED)
    client.post(f"{FILTERS}{row.pk}/weg/")
    assert "Limburg" not in str(links(client.get(LIST).text))
    assert "Zet terug" in client.get(FILTERS).text
    client.post(f"{FILTERS}{row.pk}/weg/", {"decision": "put back"})
    assert SavedFilter.objects.get().removed_at is None
    # Not over another one that took its name meanwhile.
    client.post(f"{FILTERS}{row.pk}/weg/")
    save(client, "Limburg")
    page = client.post(f"{FILTERS}{row.pk}/weg/", {"decision": "put back"}, follow=True).text
    assert "Je hebt intussen een andere filter met deze naam." in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Geef de filter een naam"),
        ({"name": "Mijn Limburg"}, "Je hebt al een filter met deze naam."),
        ({"query": ""}, "Er is nog geen filter gekozen."),
        ({"query": "p=3&onzin=1"}, "Er is nog geen filter gekozen."),
    ],
)
def test_what_is_wrong_gets_a_sentence(people, signed_in, said, sentence):
    client = signed_in(people.owner)
    save(client)
    answer = save(client, **{"name": "Tweede", **said})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert SavedFilter.objects.count() == 1


def test_no_more_than_one_can_oversee(people, signed_in):
    SavedFilter.objects.bulk_create(
        SavedFilter(owner=people.owner, name=str(number), query=ASKED)
        for number in range(keeping.MOST)
    )
    answer = save(signed_in(people.owner), "Nog een")
    assert f"Je hebt al {keeping.MOST} filters." in answer.text


def test_the_same_filter_in_another_order_is_the_same():
    one = keeping.query_of(QueryDict("wish=stage&stage=nieuw&p=2&stage=gesprek"))
    other = keeping.query_of(QueryDict("stage=gesprek&stage=nieuw&stage=nieuw&wish=stage&x=y"))
    assert one == other == "stage=gesprek&stage=nieuw&wish=stage"
    assert keeping.query_of(QueryDict("q=" + "a" * 2000)) == ""
    assert keeping.query_of(QueryDict("q=a%00b")) == ""


@pytest.mark.database("leads.models.saved_filters.SavedFilter")
def test_a_name_stands_once_among_ones_own(people):
    fields = {"owner": people.owner, "name": "Limburg", "query": ASKED}
    SavedFilter.objects.create(**fields, removed_at="2026-11-01T10:00Z")
    SavedFilter.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(**fields)


def test_a_coordinator_alone_looks_there(people, signed_in, client):
    assert client.get(FILTERS).status_code == 302
    assert client.get(f"{FILTERS}nieuw/").status_code == 302
