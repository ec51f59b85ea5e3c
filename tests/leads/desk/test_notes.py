"""A dossier is found by what people wrote about it."""

import pytest
from django.db import connection
from django.db.models.functions import Upper
from django.urls import reverse

from brand.postgresql import trigrams
from leads.desk import notes, search
from leads.follow_up import actions
from leads.models import Interaction, Lead
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted(people, lead):
    """Something was written on this dossier, and on one of another partner."""
    LeadFactory(owner_organisation=people.partner, employer__name="Garage Cools")
    foreign = LeadFactory(owner_organisation=people.other, employer__name="Kanarie")
    actions.log(foreign, "notitie", people.outsider, "Zoekt iemand voor de verpakkingslijn")
    actions.log_call(lead, people.owner, "bereikt", "Wil de Verpakkingslijn tonen op dinsdag")
    return lead


def found(text, user) -> list[str]:
    leads = Lead.objects.visible_to(user)
    return [str(lead) for lead in search.find(leads, search.lead_matches, text, user)]


@pytest.mark.database("leads.desk.notes.leads")
@pytest.mark.parametrize("text", ["verpakkingslijn", "dinsdag VERPAKKING"])
def test_by_a_word_of_a_note(people, noted, text):
    assert found(text, people.owner) == ["Bakkerij Peeters"]


@pytest.mark.database("leads.desk.notes.leads", "leads.desk.notes.holding")
@pytest.mark.parametrize("text", ["verpakingslijn", "verpakkingslijm"])
def test_by_a_slip(people, noted, text):
    assert found(text, people.owner) == ["Bakkerij Peeters"]


def test_names_come_along(people, noted):
    noted.add_to_timeline("notitie", "Kent Garage Cools goed", by=people.owner)
    assert sorted(found("cools", people.owner)) == ["Bakkerij Peeters", "Garage Cools"]


@pytest.mark.database("leads.desk.notes.leads")
@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Kent Pèer goed", "peer"),
        ("Kent Peer goed", "PÈER"),
        ("Belde met ÜNAL", "unal"),
        ("Belde met Ünal", "Ünal"),
        ("Wil een coördinator in Liège", "coordinator LIEGE"),
        ("Werkt onder PC 327", "pc werkt"),
        ("Zegt: PC\u00a0327.01 (nv)", "327.01 nv"),
        ("Kost 10.000 euro (excl. btw)", "(excl."),
    ],
)
def test_accents_and_capitals_do_not_count(people, noted, written, asked):
    noted.add_to_timeline("notitie", written, by=people.owner)
    assert found(asked, people.owner) == ["Bakkerij Peeters"]


@pytest.mark.parametrize("text", ["ar", "wil el", "wi verpakkingslijn"])
def test_a_short_word_is_no_piece_of_another(people, noted, text):
    noted.add_to_timeline("notitie", "Zelf kaart gegeven", by=people.owner)
    assert found(text, people.owner) == []


def test_the_page_says_when_a_word_is_too_short(desk, noted):
    said = "“op” is te kort om in notities te zoeken"
    for address in (reverse("lead:index"), reverse("lead:index_results"), reverse("today:find")):
        assert said in desk.get(address, {"q": "op"}).text
        for longer in ("wil op", "opzij", ""):
            assert "te kort om in notities" not in desk.get(address, {"q": longer}).text


@pytest.mark.parametrize("text", ["op", "%", "_____", "verpakkingslijn maandag"])
def test_what_stands_in_no_note(people, noted, text):
    assert found(text, people.owner) == []


def test_what_the_site_wrote_and_what_was_undone_is_no_note(people, noted):
    noted.add_to_timeline("inschrijving", "Schreef in voor Zwevegem")
    actions.undo(Interaction.objects.get(kind="telefoon"), people.owner)
    assert (found("zwevegem", people.owner), found("verpakkingslijn", people.owner)) == ([], [])


def test_too_many_say_nothing(people, noted, monkeypatch):
    noted.add_to_timeline("notitie", "Verpakkingslijn gezien", by=people.owner)
    monkeypatch.setattr(notes, "MOST", 1)
    assert found("verpakkingslijn", people.owner) == []


def test_the_list_and_the_finder(desk, noted):
    page = desk.get(reverse("lead:index"), {"q": "verpakkingslijn"}).content.decode()
    assert ("Bakkerij Peeters" in page, "Garage Cools" in page, "Kanarie" in page) == (
        True,
        False,
        False,
    )
    [group] = desk.get(reverse("today:find"), {"q": "verpakkingslijn"}).context["groups"]
    assert [hit.label for hit in group.hits] == ["Bakkerij Peeters"]


@pytest.mark.database("brand.postgresql.trigrams.index")
def test_postgresql_finds_them_by_an_index():
    made = trigrams.index(
        connection, "interaction_notes", "leads_interaction", "note", any_case=True
    )
    assert made == (connection.vendor == "postgresql")
    if made:
        rows = Interaction.objects.annotate(capitals=Upper("note")).order_by()
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
        plans = [
            Interaction.objects.filter(note__icontains="verpakking").order_by().explain(),
            rows.filter(capitals__regex=notes._pattern("verpakkingslijn")).explain(),
            rows.filter(capitals__regex=notes._pattern("peer")).explain(),
        ]
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = on")
        assert ["interaction_notes" in plan for plan in plans] == [True] * 3
