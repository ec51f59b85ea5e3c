import pytest

from brand import places
from brand.models.places import Station
from roadshow.tour.travel import access, journey
from tests.factories.roadshow import VenueFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations():
    for code, name, latitude, longitude in (
        ("8831005", "Hasselt", "50.931", "5.327"),
        ("8831765", "Genk", "50.967", "5.498"),
    ):
        Station.objects.create(code=code, name=name, latitude=latitude, longitude=longitude)
    places.forget()
    yield
    places.forget()


def test_the_nearest_station_and_how_far_as_the_crow_flies(stations):
    assert journey(VenueFactory()).station == "Station Genk, minder dan 1 km in vogelvlucht"
    far = VenueFactory(latitude="50.80", longitude="5.30")
    assert journey(far).station == "Station Hasselt, 15 km in vogelvlucht"


def test_without_stations_nothing_is_said():
    places.forget()
    assert journey(VenueFactory()).station == ""


def test_directions_end_at_the_place():
    way = journey(VenueFactory(latitude="50.96512", longitude="5.50011"))
    assert way.car == (
        "https://www.openstreetmap.org/directions"
        "?engine=fossgis_osrm_car&route=%3B50.96512%2C5.50011"
    )
    assert way.map == (
        "https://www.openstreetmap.org/?mlat=50.96512&mlon=5.50011#map=17/50.96512/5.50011"
    )


def test_what_nobody_filled_in_is_unknown_and_not_no():
    venue = VenueFactory(has_ramp=True, has_induction_loop=False)
    assert access(venue, "Niet bekend.") == [
        ("Met een rolstoel", "Ja, zonder drempel of trap"),
        ("Ringleiding", "Nee"),
        ("Aangepast toilet", "Niet bekend."),
    ]
