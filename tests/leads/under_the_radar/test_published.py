"""No number of signals below five is told, and none before its month is over."""

import random
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache

from brand.privacy.suppression import withheld
from leads.models import Obstacle, ObstacleSignal
from leads.under_the_radar import published
from leads.under_the_radar.published import Group, Row, cells_of
from tests.factories.roadshow import town

pytestmark = pytest.mark.django_db
FEBRUARY = date(2027, 2, 1)


@pytest.fixture(autouse=True)
def march():
    cache.clear()
    with time_machine.travel(datetime(2027, 3, 10, 12, tzinfo=UTC), tick=False):
        yield


def give(where: str, obstacle: str, times: int, month: date = FEBRUARY, **fields) -> None:
    ObstacleSignal.objects.bulk_create(
        ObstacleSignal(municipality=town(where), obstacle=obstacle, month=month, **fields)
        for _ in range(times)
    )


def test_of_four_nothing_is_told_and_of_five_the_total():
    give("Genk", Obstacle.TRANSPORT, 4)
    assert published.stand().total is None
    give("Genk", Obstacle.TRANSPORT, 1)
    stand = published.stand()
    assert (stand.total, stand.municipalities) == (5, [Row("Genk", 5)])
    assert stand.obstacles == [Row("Geen vervoer", 5)]
    assert stand.provinces == [Row("Limburg", 5)]
    assert stand.by_number == {town("Genk").pk: 5}


def test_a_small_one_is_not_found_by_subtracting():
    """Genk 9 and Hasselt 2: the 2 would be Limburg less Genk, so Genk is not told either."""
    give("Genk", Obstacle.TRANSPORT, 9)
    give("Hasselt", Obstacle.TRANSPORT, 2)
    stand = published.stand()
    assert (stand.total, stand.provinces, stand.municipalities) == (11, [Row("Limburg", 11)], [])


def test_the_month_that_runs_is_not_told_yet_nor_what_is_over_a_year_old():
    give("Genk", Obstacle.TRANSPORT, 5, date(2027, 3, 1))
    give("Genk", Obstacle.TRANSPORT, 5, date(2026, 2, 1))
    stand = published.stand()
    assert (stand.first, stand.last, stand.total) == (date(2026, 3, 1), FEBRUARY, None)
    give("Genk", Obstacle.TRANSPORT, 5, stand.first)
    assert published.stand().total == 5
    with time_machine.travel(datetime(2027, 4, 1, 12, tzinfo=UTC), tick=False):
        assert published.stand().total == 5
        give("Genk", Obstacle.TRANSPORT, 1, FEBRUARY)
        assert published.stand().total == 6


def test_examples_are_named_as_such():
    give("Genk", Obstacle.TRANSPORT, 5, is_demo=True)
    assert published.stand().has_examples
    ObstacleSignal.objects.all().delete()
    give("Genk", Obstacle.TRANSPORT, 6)
    assert not published.stand().has_examples


def test_a_stand_is_worked_out_once(django_assert_num_queries):
    give("Genk", Obstacle.TRANSPORT, 5)
    published.stand()
    with django_assert_num_queries(1):
        published.stand()


@pytest.mark.parametrize("seed", range(5))
def test_no_number_that_is_told_is_small(seed):
    dice = random.Random(seed)
    groups = [
        Group(place, f"p{place % 3}", obstacle, dice.choice([1, 1, 2, 3, 6, 9]))
        for place in range(9)
        for obstacle in dice.sample(Obstacle.values, 3)
    ]
    cells = cells_of(groups)
    told = set(cells) - withheld(cells, sum(group.number for group in groups))
    assert not [cell for cell in told if cell.is_small]
