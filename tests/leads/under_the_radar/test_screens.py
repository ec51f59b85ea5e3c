"""What coordinators read of the signals."""

from datetime import date

import pytest
from django.urls import reverse

from brand.models import Role
from leads.models import Obstacle, ObstacleSignal
from leads.models.obstacles import this_month
from tests.factories.roadshow import town

pytestmark = pytest.mark.django_db


def give(where: str, obstacle: str, times: int, month: date | None = None) -> None:
    ObstacleSignal.objects.bulk_create(
        ObstacleSignal(municipality=town(where), obstacle=obstacle, month=month or this_month())
        for _ in range(times)
    )


@pytest.fixture
def page():
    return reverse("today:radar")


def test_each_signal_is_counted_small_numbers_too(desk, page):
    give("Genk", Obstacle.TRANSPORT, 2)
    give("Genk", Obstacle.LANGUAGE, 1)
    give("Gent", Obstacle.TRANSPORT, 1)
    give("Gent", Obstacle.TRANSPORT, 1, date(2000, 1, 1))
    told = desk.get(page).context
    rows = [(row.municipality.name, row.numbers[:2], row.total) for row in told["rows"]]
    assert rows == [("Genk", [2, 1], 3), ("Gent", [1, 0], 1)]
    assert (told["totals"][:2], told["total"]) == ([3, 1], 4)


def test_narrowed_by_period_and_province(desk, page):
    give("Genk", Obstacle.TRANSPORT, 1)
    give("Gent", Obstacle.TRANSPORT, 1)
    narrowed = desk.get(page, {"provincie": "limburg", "maanden": "3"}).context
    assert [row.municipality.name for row in narrowed["rows"]] == ["Genk"]
    odd = desk.get(page, {"provincie": "mars", "maanden": "²"}).context
    assert (odd["province"], odd["months"], len(odd["rows"])) == ("", 12, 2)


def test_as_a_csv(desk, page):
    give("Genk", Obstacle.TRANSPORT, 2)
    answer = desk.get(page, {"export": "csv"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Gemeente;NIS-code;Provincie;Geen vervoer;De taal;")
    assert lines[1:] == ["Genk;71016;Limburg;2;0;0;0;0;0;0;0;0;2"]


def test_without_signals_it_says_what_to_do(desk, page):
    told = desk.get(page).text
    assert "Nog geen signalen in die tijd." in told
    assert page in desk.get(reverse("today:index")).text


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COORDINATOR, 200), (Role.BEHEERDER, 200), (Role.MARKETEER, 302), (Role.ONTHAAL, 302)],
)
def test_who_works_at_the_desk_reads_it(client, people, as_role, page, role, status):
    client.force_login(as_role(people.partner, role))
    assert client.get(page).status_code == status
