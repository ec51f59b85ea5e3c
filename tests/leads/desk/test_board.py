from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from leads.desk.board import columns_for
from leads.models import LeadWish
from leads.stages import Stage
from tests.factories.leads import LeadFactory

pytestmark = pytest.mark.django_db


def due(people, days, **fields):
    day = timezone.localdate() + timedelta(days=days)
    return LeadFactory(owner_organisation=people.partner, next_action_on=day, **fields)


def test_a_column_for_each_stage(people):
    columns = columns_for(people.owner)
    assert [column.stage.label for column in columns] == [
        "Nieuw",
        "Gecontacteerd",
        "Gesprek",
        "Voorstel",
        "Samenwerking",
        "Geparkeerd",
        "Geen match",
    ]
    assert [column.is_collapsed for column in columns] == [False] * 5 + [True] * 2


def test_who_asks_first_is_on_top(people):
    later, first = due(people, 3), due(people, -1)
    started = due(people, 1, stage=Stage.COOPERATION)
    unplanned = due(people, 1, stage=Stage.COOPERATION)
    unplanned.next_action, unplanned.next_action_on = "", None
    unplanned.save()
    LeadFactory(owner_organisation=people.other)
    cards = {column.stage: column.cards for column in columns_for(people.owner)}
    assert cards[Stage.NEW] == [first, later]
    assert cards[Stage.COOPERATION] == [started, unplanned]


def test_mine(people):
    mine, _ = due(people, 1, owner=people.owner), due(people, 1, owner=people.team_mate)
    assert columns_for(people.owner, mine=True)[0].cards == [mine]


def test_twelve_cards_and_more_when_asked(people, desk):
    for _ in range(14):
        due(people, 1)
    new = columns_for(people.owner)[0]
    assert (len(new.cards), new.total, new.more) == (12, 14, 2)
    assert "Toon 2 meer" in desk.get(reverse("board:index")).content.decode()
    wide = columns_for(people.owner, wide="nieuw")[0]
    assert (len(wide.cards), wide.more) == (14, 0)


def test_a_card(desk, people):
    lead = due(people, 1, owner=people.owner, employer__name="Bakkerij <Peeters>")
    LeadWish.objects.create(lead=lead, wish="stage")
    page = desk.get(reverse("board:index")).content.decode()
    card = page.split(f'id="kaart-{lead.pk}"')[1].split("</li>")[0]
    assert "Bakkerij &lt;Peeters&gt;" in card
    assert "stageplaats" in card
    assert "Bellen morgen" in card
    assert ">AE</abbr>" in card
    assert f'action="{reverse("lead:move", args=[lead.pk])}"' in card


@pytest.mark.parametrize("asked", ["", "?fase=gesprek&wie=ik", "?fase=x&meer=x", "?meer=nieuw"])
def test_whatever_is_asked_there_is_a_board(desk, asked):
    assert desk.get(reverse("board:index") + asked).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_every_length(desk, people, count, queries_for):
    for _ in range(count):
        for stage in (Stage.NEW, Stage.TALK, Stage.PARKED):
            lead = due(people, 1, stage=stage, owner=people.owner)
            LeadWish.objects.create(lead=lead, wish="stage")
    assert queries_for(reverse("board:index")) == 11
