"""The page of support for one employer, with what the dossier knows filled in."""

import pytest
from django.urls import reverse

from leads.measures import first_cards
from leads.models import LeadWish
from tests.factories.roadshow import town
from tests.leads.measures.test_page import names

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(desk, lead):
    first_cards.lay()
    return lambda **asked: desk.get(reverse("lead:support", args=[lead.pk]), asked)


def test_what_the_dossier_knows_is_answered(desk, lead, page):
    lead.employer.municipality = town("Genk")
    lead.employer.save()
    LeadWish.objects.create(lead=lead, wish="stage")
    answer = page()
    assert names(answer) == ["bis", "ibo", "k-ibo"]
    body = answer.content.decode()
    assert '<option value="vlaanderen" selected>' in body
    assert '<option value="stage" selected>' in body
    assert "Wat het dossier weet, is al ingevuld" in body
    assert "desk-print" in body
    dossier = desk.get(lead.get_absolute_url()).content.decode()
    assert reverse("lead:support", args=[lead.pk]) in dossier


def brussels():
    place = town()
    place.province = "brussel"
    place.save()
    return place


def test_an_employer_in_brussels(lead, page):
    lead.employer.municipality = brussels()
    lead.employer.save()
    assert "imw" not in names(page())
    assert "activa-brussels" in names(page())


def test_what_is_asked_goes_before_what_is_known(lead, page):
    LeadWish.objects.create(lead=lead, wish="stage")
    assert "imw" in names(page(wat="tewerkstelling", waar=""))


def test_several_wishes_leave_it_open(lead, page):
    for wish in ("stage", "vacature", "kijken"):
        LeadWish.objects.create(lead=lead, wish=wish)
    answer = page()
    assert {"imw", "bis"} <= set(names(answer))
    assert "Wat het dossier weet" not in answer.content.decode()


def test_nothing_is_kept_of_an_answer(lead, page):
    before = lead.version
    page(wat="stage", loon="2800")
    lead.refresh_from_db()
    assert lead.version == before
    assert not lead.wishes.exists()
