"""What the API tells of the roadshow: the stops that are still to come, and any by its name."""

from brand.api.resources import ADDRESS, MOMENT, NUMBER, TEXT, YES_NO, Resource
from brand.pages.schema_org import full
from roadshow.models import StopPage
from roadshow.tour import search as tour_search
from roadshow.tour.query import Search


class Stops(Resource):
    name = "haltes"
    summary = "De haltes die nog komen, de eerstvolgende eerst."
    key, key_kind = "slug", TEXT
    filters = {
        "provincie": "Zoals limburg of west-vlaanderen.",
        "maand": "Zoals 2027-03.",
        "vrij": "1: alleen waar nog plaats is.",
        "plaats": "Een postcode of gemeente: de dichtste eerst.",
    }
    fields = {
        "slug": TEXT,
        "title": TEXT,
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "state": TEXT,
        "seats_free": NUMBER,
        "venue": TEXT,
        "address": TEXT,
        "municipality": TEXT,
        "latitude": {"type": "number"},
        "longitude": {"type": "number"},
        "host": TEXT,
        "is_cancelled": YES_NO,
        "url": ADDRESS,
    }

    def rows(self, query):
        search = Search.read(query)
        return tour_search.Stops(tour_search.find(search, for_everybody=True).spots)

    def one(self, key: str):
        return StopPage.objects.live().public().with_place().filter(slug=key).first()

    def line(self, stop) -> dict:
        latitude, longitude = stop.venue.point
        return {
            "slug": stop.slug,
            "title": stop.title,
            "starts_at": stop.starts_at.isoformat(),
            "ends_at": stop.ends_at.isoformat(),
            "state": str(stop.state()),
            "seats_free": stop.seats_free,
            "venue": stop.venue.name,
            "address": stop.venue.address,
            "municipality": str(stop.venue.municipality),
            "latitude": float(latitude),
            "longitude": float(longitude),
            "host": stop.organisation.name,
            "is_cancelled": stop.is_cancelled,
            "url": full(stop.url or f"/roadshow/{stop.slug}/"),
        }


RESOURCES = [Stops()]
