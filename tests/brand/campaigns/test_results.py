"""What each reader is told: who runs it everything, who takes part no small number of others."""

from decimal import Decimal

import pytest
from django.utils import timezone

from brand.campaigns import budget, links, results
from brand.campaigns.results import Cell, Results, Row
from brand.models import BudgetLine, Campaign, LinkVisits, TrackedLink
from brand.models.campaigns import Channel, Goal

pytestmark = pytest.mark.django_db
CLICKS = "kliks"


@pytest.fixture
def clicked(shared, founded):
    """Clicks on a link: `clicked(partner, channel, 7)`."""

    def made(partner, channel, count):
        link, _ = TrackedLink.objects.get_or_create(
            campaign=shared.campaign,
            organisation=partner,
            channel=channel,
            page=founded.page_ptr,
            defaults={"code": f"{partner.slug[:4]}{channel[:4]}"},
        )
        LinkVisits.objects.create(link=link, day=timezone.localdate(), count=count)
        return link

    return made


def numbers(rows: list[Row]) -> dict[str, str]:
    """The clicks, as they are told."""
    return {row.label: row.cells[0].words for row in rows}


def test_every_room_reports_its_steps_in_the_order_of_the_loop():
    assert [step.key for step in results.steps()] == [
        "kliks",
        "inschrijvingen",
        "aanwezigen",
        "dossiers",
        "gesprekken",
        "plaatsingen",
    ]


def test_whatever_a_goal_counts_is_a_step():
    assert set(Goal.values) - {step.key for step in results.steps()} == set()


def test_who_runs_it_sees_every_number(shared, clicked):
    clicked(shared.house, Channel.MAIL, 1)
    clicked(shared.one, Channel.MAIL, 2)
    clicked(shared.one, Channel.POSTER, 30)
    clicked(shared.two, Channel.POSTER, 4)
    found = Results([shared.campaign], shared.federation)
    assert found.total(shared.campaign, CLICKS) == 37
    assert numbers(found.by_channel(shared.campaign, budget.of(shared.campaign))) == {
        "E-mail": "3",
        "Affiche": "34",
    }
    assert numbers(found.by_partner(shared.campaign)) == {
        "Een": "32",
        "Federatie": "1",
        "Twee": "4",
    }


def test_who_takes_part_sees_its_own_and_the_others_together(shared, clicked):
    clicked(shared.house, Channel.MAIL, 6)
    clicked(shared.one, Channel.MAIL, 2)
    clicked(shared.two, Channel.POSTER, 4)
    found = Results([shared.campaign], shared.marketer)
    assert found.total(shared.campaign, CLICKS) == 12
    assert numbers(found.by_channel(shared.campaign, budget.of(shared.campaign))) == {"E-mail": "2"}
    assert numbers(found.by_partner(shared.campaign)) == {
        "Een": "2",
        "De andere partners samen": "10",
    }


@pytest.mark.parametrize("count", [1, 4])
def test_a_small_number_of_others_is_not_told_nor_to_be_reckoned(shared, clicked, count):
    clicked(shared.one, Channel.MAIL, 50)
    clicked(shared.two, Channel.POSTER, count)
    found = Results([shared.campaign], shared.marketer)
    assert found.total(shared.campaign, CLICKS) is None
    assert numbers(found.by_partner(shared.campaign)) == {
        "Een": "50",
        "De andere partners samen": "minder dan 5",
    }
    row = found.steps(shared.campaign, budget.of(shared.campaign))[0]
    assert row.cell == Cell("niet getoond")
    assert (row.share, row.part, row.cost) == (None, None, None)


def test_from_nothing_up_it_is_told(shared, clicked):
    clicked(shared.one, Channel.MAIL, 3)
    assert Results([shared.campaign], shared.marketer).total(shared.campaign, CLICKS) == 3


def test_a_step_costs_what_was_spent_over_its_number(shared, clicked):
    BudgetLine.objects.create(campaign=shared.campaign, description="Affiches", spent=90)
    clicked(shared.one, Channel.MAIL, 45)
    first, second, *_ = Results([shared.campaign], shared.federation).steps(
        shared.campaign, budget.of(shared.campaign)
    )
    assert (first.cost, first.share, first.part) == (Decimal(2), 100, None)
    assert (second.cost, second.share, second.part, second.whole) == (
        None,
        None,
        0,
        "kliks op de links",
    )


@pytest.mark.parametrize(("number", "said"), [(9, "te weinig gegevens"), (10, "€\u00a010")])
def test_a_cost_by_channel_takes_ten_registrations(shared, clicked, number, said):
    link = clicked(shared.one, Channel.POSTER, 40)
    costs = {"description": "Affiches", "channel": "affiche", "spent": 100}
    BudgetLine.objects.create(campaign=shared.campaign, **costs)
    money = budget.of(shared.campaign)
    for user, words in ((shared.federation, said), (shared.marketer, "")):
        found = Results([shared.campaign], user)
        found.counts[Goal.REGISTRATIONS] = {link.pk: number}
        assert [row.cost for row in found.by_channel(shared.campaign, money)] == [words]


@pytest.mark.parametrize("campaigns", [1, 3])
def test_it_asks_each_step_once_however_many_campaigns(
    shared, campaigns, django_assert_num_queries
):
    others = [
        Campaign(name=f"Nog een {number}", organisation=shared.house)
        for number in range(campaigns - 1)
    ]
    asked = [shared.campaign, *Campaign.objects.bulk_create(others)]
    Results([], shared.federation)  # knows by now who asks
    with django_assert_num_queries(7):  # links, and six steps
        found = Results(asked, shared.federation)
    with django_assert_num_queries(0):
        assert [found.total(one, CLICKS) for one in asked] == [0] * campaigns


def test_what_brought_nothing_has_no_cost_apiece(shared):
    BudgetLine.objects.create(
        campaign=shared.campaign, description="Zaal", paid_by=shared.one, spent=80
    )
    links.make(shared.campaign, [shared.one], ["affiche"], shared.campaign.landing_page)
    money = budget.of(shared.campaign)
    found = Results([shared.campaign], shared.federation)
    rows = found.steps(shared.campaign, money)
    assert {(row.cell.number, row.share, row.part, row.cost) for row in rows} == {
        (0, None, None, None)
    }
    assert [row.cost for row in found.by_channel(shared.campaign, money)] == [""]
