"""How far two points lie apart."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371.0


def distance_km(a, b) -> float:
    """Great-circle kilometres between two points, not travel time.

    A point is a pair (latitude, longitude) in degrees, or anything that has both as attributes:
    a municipality, a station, a match.
    """
    latitude_a, longitude_a = map(radians, _pair(a))
    latitude_b, longitude_b = map(radians, _pair(b))
    half_chord = (
        sin((latitude_b - latitude_a) / 2) ** 2
        + cos(latitude_a) * cos(latitude_b) * sin((longitude_b - longitude_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half_chord)))


def _pair(point) -> tuple[float, float]:
    if hasattr(point, "latitude"):
        return float(point.latitude), float(point.longitude)
    latitude, longitude = point
    return float(latitude), float(longitude)
