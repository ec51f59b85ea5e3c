import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brand.models import Role
from leads.capture import capture
from leads.desk.today import lists_for, why
from leads.hand_over import offers
from leads.models import Lead, LeadWish
from leads.stages import Stage
from tests.factories.leads import InteractionFactory, LeadFactory

pytestmark = pytest.mark.django_db


def due(organisation, days, **fields):
    day = timezone.localdate() + timedelta(days=days)
    return LeadFactory(owner_organisation=organisation, next_action_on=day, **fields)


def rows(user, **fields):
    return {one.key: one.rows for one in lists_for(user, **fields)}


@pytest.fixture
def dossiers(people):
    """One lead of each sort; the names say who should see it where."""
    partner = people.partner
    return {
        "late": due(partner, -2, owner=people.owner, stage=Stage.TALK),
        "late of nobody": due(partner, -1),
        "today": due(partner, 0, owner=people.owner),
        "parked, comes back today": due(partner, 0, owner=people.owner, stage=Stage.PARKED),
        "new": due(partner, 2),
        "mine, later": due(partner, 2, owner=people.owner),
        "a colleague's": due(partner, -3, owner=people.team_mate),
        "another partner's": due(people.other, -3),
    }


def test_four_lists(dossiers, people):
    assert rows(people.owner) == {
        "laat": [dossiers["late"], dossiers["late of nobody"]],
        "vandaag": [dossiers["today"], dossiers["parked, comes back today"]],
        "nieuw": [dossiers["new"]],
        "partner": [],
    }


def test_with_the_colleagues(dossiers, people):
    assert rows(people.owner, whole_team=True)["laat"] == [
        dossiers["a colleague's"],
        dossiers["late"],
        dossiers["late of nobody"],
    ]


def test_the_federation_sees_what_nobody_took_up(dossiers, people):
    assert rows(people.federation)["laat"] == [
        dossiers["another partner's"],
        dossiers["late of nobody"],
    ]


def test_who_waits_for_a_partner_waits_there(dossiers, people):
    offer = offers.offer(dossiers["late"], people.other, people.owner)
    found = rows(people.owner)
    assert found["laat"] == [dossiers["late of nobody"]]
    assert found["partner"] == [offer]


def test_a_dossier_without_a_match_is_nobodys_work(people):
    lead = due(people.partner, -1)
    Lead.objects.filter(pk=lead.pk).update(
        stage=Stage.NO_MATCH, next_action="", next_action_on=None
    )
    assert rows(people.owner) == {"laat": [], "vandaag": [], "nieuw": [], "partner": []}


def test_seven_rows_and_how_many_more(people):
    for _ in range(9):
        due(people.partner, -1)
    late = lists_for(people.owner)[0]
    assert (len(late.rows), late.total, late.more) == (7, 9, 2)


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        ([], "Schreef in voor Genk"),
        (["stage"], "Schreef in voor Genk, wil stageplaats"),
        (["vacature", "uitbesteding"], "Schreef in voor Genk, wil vacature en werk uitbesteden"),
        (["kijken"], "Schreef in voor Genk, wil eens kijken"),
    ],
)
def test_why_somebody_new_is_here(people, wishes, sentence):
    capture(
        name="Bo",
        company="Bakkerij",
        email="bo@bakkerij.example",
        tour=None,
        host=people.partner,
        happened="Schreef in voor Genk.",
        wishes=wishes,
    )
    (lead,) = rows(people.owner)["nieuw"]
    assert why(lead) == sentence


def test_why_the_others_are_here(people):
    lead = due(people.partner, 0, stage=Stage.TALK, next_action="offerte")
    assert why(lead) == "Offerte"
    lead.next_action_note = "proefploeg"
    LeadWish.objects.create(lead=lead, wish="uitbesteding")
    assert why(lead) == "Offerte: proefploeg, wil werk uitbesteden"


EMPTY = (
    "Niets te laat. Bekijk de haltes van deze week. Niets voor vandaag."
    " Iedereen die inschreef, heeft iemand. Geen dossier wacht op een partner."
)


def test_nothing_to_do_is_said(desk):
    page = desk.get(reverse("today:index")).content.decode()
    lists = page.split('<div class="desk-lists" data-swap>')[1].split("</main>")[0]
    words = [line.strip() for line in re.sub(r"<[^>]+>", "", lists).splitlines() if line.strip()]
    assert words == [EMPTY]


def test_the_home_page_begins_with_vandaag(desk, dossiers):
    page = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert page.index("Nieuw, nog niemand") < page.index("Geen dossier wacht op een partner.")
    assert page.count("Op mijn naam") == 2
    assert page.count("Wat gaf het?") == 5


@pytest.mark.parametrize("role", [Role.MARKETEER, Role.COORDINATOR, Role.BEHEERDER])
def test_vandaag_is_for_the_desk(client, people, as_role, role):
    client.force_login(as_role(people.partner, role))
    at_the_desk = role != Role.MARKETEER
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("Iedereen die inschreef, heeft iemand." in page) == at_the_desk
    assert (client.get(reverse("today:index")).status_code == 200) == at_the_desk
    assert ('"Opvolging"' in page) == at_the_desk


@pytest.mark.parametrize("count", [1, 3])
def test_vandaag_costs_the_same_for_every_length(desk, people, count, queries_for):
    for _ in range(count):
        for days in (-1, 0, 2):
            lead = due(people.partner, days)
            InteractionFactory(lead=lead, kind="inschrijving")
            LeadWish.objects.create(lead=lead, wish="stage")
        offered = due(people.partner, -1)
        offers.offer(offered, people.other, people.owner)
        offers.offer(due(people.other, 1), people.partner, people.outsider)
    assert queries_for(reverse("today:index")) == 14
