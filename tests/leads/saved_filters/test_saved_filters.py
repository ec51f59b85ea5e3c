"""Filters that are kept: one's own, shared within a partner, never beyond it."""

import re
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import timezone

from brand import permissions
from brand.models import Role
from leads.employers import erasure
from leads.models import SavedFilter
from leads.saved_filters import keeping
from roadshow.registration import erasure as visits
from roadshow.registration import register
from tests.factories.brand import member
from tests.factories.leads import EmployerFactory, LeadFactory
from tests.factories.roadshow import stop_in, town

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


ABOUT = "q=Kwik+Peeters&province=limburg"


@pytest.fixture
def known(people):
    """Somebody at an employer whom this partner knows."""
    lead = LeadFactory(
        owner_organisation=people.partner,
        contact__name="Kwik Peeters",
        contact__email="kwik@peeters.example",
        contact__phone="+32470123456",
        employer__name="Bakkerij De Linde",
    )
    lead.contact.known_to.add(people.partner)
    return lead.contact


def keeps(owner, query, name="Mijn filter", **more):
    return SavedFilter.objects.create(owner=owner, query=query, name=name, **more)


@pytest.mark.parametrize(
    "looks_for",
    ["Kwik Peeters", "peeters offerte", "kwik@peeters.example", "0470 12 34 56", "+32470123456"],
)
def test_who_is_erased_is_looked_for_no_more(people, known, looks_for):
    alone = keeps(people.owner, f"q={quote(looks_for)}")
    beside = keeps(people.owner, f"province=limburg&q={quote(looks_for)}", "Peeters in Limburg")
    removed = keeps(people.owner, f"q={quote(looks_for)}", "Weg", removed_at=timezone.now())
    erasure.erase_contact(known)
    assert list(SavedFilter.objects.all()) == [beside]
    beside.refresh_from_db()
    assert (beside.query, beside.name) == ("province=limburg", "[gewist] in Limburg")
    assert not SavedFilter.objects.filter(pk__in=[alone.pk, removed.pk]).exists()


def test_two_names_that_become_one_stay_two(people, known):
    keeps(people.owner, "mine=on", "Kwik Peeters")
    keeps(people.owner, "wish=stage", "kwik@peeters.example")
    erasure.erase_contact(known)
    names = SavedFilter.objects.values_list("name", flat=True)
    assert sorted(names) == ["[gewist]", "[gewist] 2"]


def test_at_another_partner_only_the_whole_name_goes_and_only_when_asked_of_all(people, known):
    theirs = keeps(people.outsider, "q=peeters")
    whole = keeps(people.outsider, "q=kwik+peeters", "Andere")
    other = keeps(people.owner, "q=offerte", "Offertes")
    erasure.erase_contact(known, everywhere=True)
    assert set(SavedFilter.objects.all()) == {theirs, other}
    assert whole not in SavedFilter.objects.all()


def test_of_one_partner_another_one_keeps_its_filters(people, known):
    theirs = keeps(people.outsider, "q=kwik+peeters")
    erasure.erase_contact(known)
    assert list(SavedFilter.objects.all()) == [theirs]


def test_an_employer_that_is_erased_or_whose_time_is_over(people, known):
    keeps(people.owner, "q=bakkerij+de+linde")
    erasure.erase_lead(known.leads.get())
    assert not SavedFilter.objects.exists()


def test_a_registration_that_is_erased(people):
    registration = register.register(
        stop_in("Genk", organisation=people.partner),
        name="Kwik Peeters",
        company="De Linde",
        email="kwik@peeters.example",
    )
    keeps(people.owner, ABOUT)
    visits.erase(registration)
    assert SavedFilter.objects.get().query == "province=limburg"
