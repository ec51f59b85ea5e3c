"""Which stops were hard to reach, as planners see it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from brand.models import Role
from brand.permissions import place_in_groups
from leads.models import Obstacle, ObstacleSignal
from roadshow.models import Registration
from roadshow.models.registrations import State
from roadshow.planning.warnings import cautions
from tests.factories.brand import member
from tests.factories.roadshow import RegistrationFactory, VenueFactory, stop_in, town

pytestmark = pytest.mark.django_db
PAGE = "haltes:reach"


def halt(where: str, organisation, days: int = 5, **fields):
    begun = timezone.now() - timedelta(days=days)
    times = {"starts_at": begun, "ends_at": begun + timedelta(hours=2)}
    return stop_in(where, organisation=organisation, **times, **fields)


def away(stop, held_back="", state=State.ABSENT, **fields):
    return RegistrationFactory(stop=stop, state=state, held_back=held_back, **fields)


@pytest.fixture
def stops(people):
    genk, gent = halt("Genk", people.partner), halt("Gent", people.partner)
    for said in ("vervoer", "vervoer", "tijd", ""):
        away(genk, said)
    away(gent, "vervoer", State.CANCELLED, ending=Registration.Ending.SELF)
    away(gent, "", State.CANCELLED, ending=Registration.Ending.EXPIRED)
    away(gent, "", State.PRESENT)
    away(halt("Brugge", people.other), "vervoer")
    away(halt("Brugge", people.partner, days=500), "vervoer")
    away(halt("Brugge", people.partner, cancelled_at=timezone.now()), "vervoer")
    return genk, gent


def told(client, **asked):
    return client.get(reverse(PAGE), asked).context


def test_per_stop_the_hardest_to_reach_first(client, people, stops):
    client.force_login(people.owner)
    rows = told(client)["rows"]
    assert [(row.stop, row.away, row.answered, row.transport) for row in rows] == [
        (stops[0], 4, 3, 2),
        (stops[1], 1, 1, 1),
    ]
    longer = told(client, maanden="36")["rows"]
    assert [row.stop.title for row in longer] == ["Genk", "Brugge", "Gent"]


def test_per_municipality_and_province_with_signals(client, people, stops):
    for where, obstacle in (("Genk", Obstacle.TRANSPORT), ("Hasselt", Obstacle.TRANSPORT)):
        ObstacleSignal.objects.create(municipality=town(where), obstacle=obstacle)
    ObstacleSignal.objects.create(municipality=town("Brugge"), obstacle=Obstacle.DEBTS)
    client.force_login(people.owner)
    page = told(client)
    assert [(row.label, row.transport, row.signals) for row in page["towns"]] == [
        ("Genk", 2, 1),
        ("Gent", 1, 0),
        ("Hasselt", 0, 1),
    ]
    assert [(row.label, row.transport, row.signals) for row in page["provinces"]] == [
        ("Limburg", 2, 2),
        ("Oost-Vlaanderen", 1, 0),
    ]


def test_beside_how_one_gets_there(client, people):
    venue = VenueFactory(municipality=town("Genk"), public_transport="Bus 45, 3 minuten stappen")
    away(halt("Genk", people.partner, venue=venue), "vervoer")
    client.force_login(people.owner)
    assert "Bus 45, 3 minuten stappen" in client.get(reverse(PAGE)).text


def test_as_a_csv(client, people, stops):
    client.force_login(people.owner)
    lines = client.get(reverse(PAGE), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Halte;Dag;Gemeente;Provincie;Kwam niet;Zei waarom;Door vervoer")
    assert ";Genk;Limburg;4;3;2;" in lines[1]
    assert len(lines) == 3


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.COORDINATOR, 200), (Role.BEHEERDER, 200), (Role.MARKETEER, 302), (Role.ONTHAAL, 302)],
)
def test_who_may_read_registrations_reads_it(client, people, role, status):
    user = member(people.partner, role)
    place_in_groups(user)
    client.force_login(user)
    assert client.get(reverse(PAGE)).status_code == status
    if role != Role.ONTHAAL:
        assert (reverse(PAGE) in client.get(reverse("haltes:index")).text) == (status == 200)


def test_nothing_yet(client, people):
    client.force_login(people.owner)
    assert "In die tijd annuleerde niemand" in client.get(reverse(PAGE)).text


def test_more_stops_cost_no_more_questions(client, people, stops):
    client.force_login(people.owner)

    def asked() -> int:
        client.get(reverse(PAGE))
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(PAGE))
        return len(made)

    before = asked()
    for number in range(3):
        away(halt("Hasselt", people.partner, days=number + 1), "vervoer")
    assert asked() == before


def test_who_plans_there_again_is_told(people, stops):
    genk, gent = stops
    coming = timezone.now() + timedelta(days=60)

    def said(stop, organisation=people.partner) -> str:
        hours = {"starts_at": coming, "ends_at": coming + timedelta(hours=2)}
        return " ".join(cautions(venue=stop.venue, organisation=organisation, **hours))

    assert f"2 inschrijvingen zeiden eerder dat {genk.venue.name} met het vervoer" in said(genk)
    assert "Zet bij de locatie hoe men er geraakt." in said(genk)
    assert "1 inschrijving zei" in said(gent)
    assert "vervoer" not in said(genk, people.other)
