from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from roadshow.planning.warnings import cautions
from tests.factories.brand import OrganisationFactory
from tests.factories.roadshow import VenueFactory
from tests.support.known_towns import halt

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
NOON = datetime(2027, 3, 3, 11, tzinfo=UTC)  # a Wednesday


def heed(starts_at=NOON, hours=2, **fields):
    fields = {"venue": fields.pop("venue", None) or VenueFactory(), **fields}
    fields.setdefault("organisation", OrganisationFactory())
    return cautions(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=hours), now=NOW, **fields
    )


def test_an_ordinary_stop_needs_none():
    halt(place="Gent", starts_at=NOON)
    assert heed() == []


@pytest.mark.parametrize(
    ("days", "when"), [(0, "vandaag"), (1, "morgen"), (9, "over 9 dagen"), (20, "over 20 dagen")]
)
def test_less_than_three_weeks(days, when):
    day = NOW + timedelta(days=days, hours=2)
    assert heed(day)[0] == (
        f"Deze halte is al {when}. Reken op minstens 3 weken om werkgevers uit te nodigen."
    )


def test_three_weeks_are_enough():
    assert heed(NOW + timedelta(days=21)) == []


def test_a_holiday_and_a_weekend():
    assert heed(datetime(2027, 7, 21, 10, tzinfo=UTC)) == [
        "Woensdag 21 juli 2027 is een feestdag: Nationale feestdag."
    ]
    assert heed(datetime(2027, 3, 6, 10, tzinfo=UTC)) == [
        "Dit is een zaterdag. De meeste werkgevers werken dan niet."
    ]


def test_clashes_of_place_host_and_pond():
    host = OrganisationFactory(name="VOORBEELD Gastheer")
    there = halt(starts_at=NOON)
    far = halt(place="Gent", starts_at=NOON, organisation=host)
    halt(place="Hasselt", starts_at=NOON + timedelta(hours=3))
    halt(place="Hasselt", starts_at=NOON + timedelta(days=1))
    halt(place="Hasselt", starts_at=NOON, cancelled_at=timezone.now())
    assert heed(NOON + timedelta(hours=1), venue=there.venue, organisation=host) == [
        f"In {there.venue.name} is dan al een halte: Genk, 12\u00a0tot\u00a014\u00a0uur.",
        f"VOORBEELD Gastheer is dan al gastheer in {far.title}, 12\u00a0tot\u00a014\u00a0uur.",
        "Op dezelfde dag is er een halte in Hasselt, 12 km verder.",
    ]


def test_a_stop_is_not_in_its_own_way():
    stop = halt(starts_at=NOON)
    assert heed(venue=stop.venue, organisation=stop.organisation, leave_out=stop) == []


def test_stops_that_touch_do_not_overlap():
    stop = halt(starts_at=NOON)
    found = heed(NOON + timedelta(hours=2), venue=stop.venue)
    assert found == ["Op dezelfde dag is er een halte in Genk, minder dan 1 km verder."]
