"""The queue: what a coordinator sees of two employers, and the two buttons."""

import pytest
from django.urls import reverse

from leads.duplicates import queue
from leads.models import Employer, EmployerMerge, LikelyDuplicate
from tests.factories.leads import ContactFactory, EmployerFactory, LeadFactory

pytestmark = pytest.mark.django_db


def employer(name, partner, *, phone, email):
    row = EmployerFactory(name=name, mail_domain="")
    person = ContactFactory(employer=row, phone=phone, email=email)
    person.known_to.add(partner)
    LeadFactory(employer=row, contact=person, owner_organisation=partner)
    return row


@pytest.fixture
def pair(people):
    words = {"phone": "0470 12 34 56"}
    for name, email in (("De Linde", "bo@linde.example"), ("Linde BV", "bo@gmail.com")):
        employer(name, people.partner, email=email, **words)
    queue.refresh()
    return LikelyDuplicate.objects.get()


def test_two_clicks_make_them_one(client, people, pair):
    client.force_login(people.owner)
    page = client.get(reverse("duplicates:index")).content.decode()
    for words in ("De Linde", "Linde BV", "zelfde telefoonnummer", "bo@gmail.com"):
        assert words in page
    response = client.post(
        reverse("duplicates:merge", args=[pair.pk]), {"keep": pair.first_id}, follow=True
    )
    assert "Linde BV is samengevoegd met De Linde" in response.content.decode()
    assert not Employer.objects.filter(pk=pair.second_id).exists()
    merged = EmployerMerge.objects.get()
    assert merged.merged_by == people.owner
    response = client.post(reverse("duplicates:undo", args=[merged.pk]), follow=True)
    assert "staan weer los van elkaar" in response.content.decode()
    assert Employer.objects.filter(pk=pair.second_id).exists()


def test_the_other_one_may_stay(client, people, pair):
    client.force_login(people.owner)
    client.post(reverse("duplicates:merge", args=[pair.pk]), {"keep": pair.second_id})
    assert not Employer.objects.filter(pk=pair.first_id).exists()


@pytest.mark.parametrize("keep", ["", "²", "0", "999999999999999999999999"])
def test_a_wrong_choice_changes_nothing(client, people, pair, keep):
    client.force_login(people.owner)
    response = client.post(reverse("duplicates:merge", args=[pair.pk]), {"keep": keep}, follow=True)
    assert "Kies welke van de twee" in response.content.decode()
    assert Employer.objects.filter(pk__in=[pair.first_id, pair.second_id]).count() == 2


def test_told_apart_and_looked_at_again(client, people, pair):
    client.force_login(people.owner)
    page = client.post(reverse("duplicates:dismiss", args=[pair.pk]), follow=True)
    assert "blijven twee werkgevers" in page.content.decode()
    assert "Niemand staat hier twee keer" in page.content.decode()
    page = client.post(reverse("duplicates:reopen", args=[pair.pk]), follow=True)
    assert "zelfde telefoonnummer" in page.content.decode()


def test_an_employer_says_what_looks_like_it(client, people, pair):
    client.force_login(people.owner)
    page = client.get(reverse("employer:edit", args=[pair.first_id])).content.decode()
    assert "Lijkt hierop" in page
    assert "zelfde telefoonnummer" in page


def test_what_another_partner_knows_shows_nobody_a_pair(client, people):
    """Both partners met both companies; only the other one knows that they share a number."""
    ours = [
        employer(name, people.partner, email=f"{at}@{at}.example", phone="")
        for name, at in (("De Linde", "een"), ("Linde BV", "twee"))
    ]
    for one in ours:
        person = ContactFactory(employer=one, phone="0470 99 88 77", email="kanarie@gmail.com")
        person.known_to.add(people.other)
        LeadFactory(employer=one, contact=person, owner_organisation=people.other)
    assert queue.refresh() == 1
    client.force_login(people.owner)
    page = client.get(reverse("duplicates:index")).content.decode()
    assert "Niemand staat hier twee keer" in page
    assert "kanarie" not in page
    client.force_login(people.outsider)
    assert "zelfde telefoonnummer" in client.get(reverse("duplicates:index")).content.decode()


def test_a_foreign_pair_looks_like_none(client, people, pair):
    client.force_login(people.outsider)
    assert (
        "Niemand staat hier twee keer" in client.get(reverse("duplicates:index")).content.decode()
    )
    for name in ("merge", "dismiss", "reopen"):
        response = client.post(
            reverse(f"duplicates:{name}", args=[pair.pk]), {"keep": pair.first_id}
        )
        assert response.status_code == 404
