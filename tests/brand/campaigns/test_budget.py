"""What each partner pays: to the cent, and adding up."""

from decimal import Decimal

import pytest

from brand.campaigns import budget
from brand.models import BudgetLine, Organisation

pytestmark = pytest.mark.django_db


def euro(**amounts: str) -> budget.Amounts:
    return budget.Amounts(**{name: Decimal(amount) for name, amount in amounts.items()})


def test_what_is_paid_together_is_divided_by_the_key(shared):
    line = {"campaign": shared.campaign, "planned": 1000, "committed": 500, "spent": 100}
    BudgetLine.objects.create(description="Affiches", channel="affiche", **line)
    BudgetLine.objects.create(description="Fotograaf", paid_by=shared.two, **line)
    found = budget.of(shared.campaign)
    assert found.total == euro(planned="2000", committed="1000", spent="200")
    assert found.parts == {
        shared.house: euro(planned="500", committed="250", spent="50"),
        shared.one: euro(planned="300", committed="150", spent="30"),
        shared.two: euro(planned="1200", committed="600", spent="120"),
    }
    assert (found.cost, found.cost_of("affiche"), found.is_planned_cost) == (200, 100, False)


def test_as_long_as_nothing_is_spent_what_is_planned_is_the_cost(shared):
    BudgetLine.objects.create(campaign=shared.campaign, description="Affiches", planned=1000)
    found = budget.of(shared.campaign)
    assert (found.cost, found.is_planned_cost) == (1000, True)


def test_without_a_key_that_adds_up_who_runs_the_campaign_pays(shared):
    shared.campaign.participations.filter(organisation=shared.two).delete()
    BudgetLine.objects.create(campaign=shared.campaign, description="Affiches", planned=1000)
    assert budget.of(shared.campaign).parts == {shared.house: euro(planned="1000")}


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100", ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.34"]),
        ("0.01", ["50", "50"], ["0.01", "0.00"]),
        ("10.00", ["33.33", "33.33", "33.34"], ["3.33", "3.33", "3.34"]),
        ("0.05", ["33.33", "33.33", "33.34"], ["0.02", "0.01", "0.02"]),
    ],
)
def test_the_parts_add_up_to_the_cent(amount, shares, parts):
    partners = [Organisation(pk=number, name=str(number)) for number in range(len(shares))]
    key = dict(zip(partners, map(Decimal, shares), strict=True))
    found = budget.divided(Decimal(amount), key)
    assert list(found.values()) == [Decimal(part) for part in parts]
    assert sum(found.values()) == Decimal(amount)


def test_a_partner_that_left_keeps_its_part(shared):
    BudgetLine.objects.create(
        campaign=shared.campaign, description="Zaal", paid_by=shared.one, spent=80
    )
    Organisation.objects.filter(pk=shared.one.pk).update(is_active=False)
    assert budget.of(shared.campaign).parts == {shared.one: euro(spent="80")}
