"""Getting to a stop: what we know, and links to journey planners.

Links only; nothing is loaded from elsewhere. De Lijn and NMBS are linked by their home page,
because how their planners take an address is not documented.
"""

from dataclasses import dataclass

from brand import places
from brand.dates import words
from roadshow.models import Venue


@dataclass(frozen=True)
class Journey:
    station: str
    """The nearest railway station and how far, in a straight line; empty when none is known."""
    car: str
    bicycle: str
    foot: str
    map: str

    train = "https://www.belgiantrain.be/nl"
    bus = "https://www.delijn.be/nl/routeplanner/"


def journey(venue: Venue) -> Journey:
    latitude, longitude = venue.point
    return Journey(
        station=_station(latitude, longitude),
        car=_directions("car", latitude, longitude),
        bicycle=_directions("bike", latitude, longitude),
        foot=_directions("foot", latitude, longitude),
        map=_map(latitude, longitude),
    )


def _station(latitude: float, longitude: float) -> str:
    found = places.nearest_station(latitude, longitude)
    if found is None:
        return ""
    station, km = found
    return f"Station {station.name}, {words.kilometres(km)} in vogelvlucht"


def _directions(by: str, latitude: float, longitude: float) -> str:
    return (
        "https://www.openstreetmap.org/directions"
        f"?engine=fossgis_osrm_{by}&route=%3B{latitude:.5f}%2C{longitude:.5f}"
    )


def _map(latitude: float, longitude: float) -> str:
    point = f"{latitude:.5f}", f"{longitude:.5f}"
    return (
        f"https://www.openstreetmap.org/?mlat={point[0]}&mlon={point[1]}"
        f"#map=17/{point[0]}/{point[1]}"
    )


def access(venue: Venue, unknown: str) -> list[tuple[str, str]]:
    """Accessibility as a visitor needs it; `unknown` is said of fields left empty."""
    facts = [
        ("Met een rolstoel", venue.has_ramp, "Ja, zonder drempel of trap", "Nee"),
        ("Ringleiding", venue.has_induction_loop, "Ja", "Nee"),
        ("Aangepast toilet", venue.has_accessible_toilet, "Ja", "Nee"),
    ]
    return [
        (label, unknown if known is None else yes if known else no)
        for label, known, yes, no in facts
    ]
