"""Where things are: municipalities, the names people use for them, and railway stations.

The facts stand in three tables beside this module and are loaded into the database; the search
runs in memory. Coordinates are WGS84 degrees, distances kilometres as the crow flies.
"""

from brand.places.distance import distance_km
from brand.places.finding import (
    Match,
    find,
    forget,
    is_meant,
    municipality_of,
    nearest_station,
    province_of,
)
from brand.places.loading import Tally, load
from brand.places.table import UnreadableTable

__all__ = [
    "Match",
    "Tally",
    "UnreadableTable",
    "distance_km",
    "find",
    "forget",
    "is_meant",
    "load",
    "municipality_of",
    "nearest_station",
    "province_of",
]
