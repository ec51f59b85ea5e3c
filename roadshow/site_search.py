"""What can be found of the roadshow: the stops that are still to come."""

from brand.search.shelves import Hit, Shelf
from roadshow.models import StopPage


class Stops(Shelf):
    name, heading, one, many = "haltes", "Haltes", "halte", "haltes"

    def rows(self):
        return StopPage.objects.upcoming().public().with_place()

    def text(self, stop) -> str:
        place = [stop.venue.name, str(stop.venue.municipality), stop.organisation.name]
        return " ".join([stop.title, stop.who_you_meet, *place])

    def hit(self, stop) -> Hit:
        return Hit(
            title=stop.title,
            url=stop.url or "/roadshow/",
            text=f"{stop.venue.name}, {stop.venue.municipality}",
            kind="Geannuleerd" if stop.is_cancelled else "Halte",
            note=f"{stop.day}, {stop.hours}",
            is_demo=stop.is_demo,
        )


SHELVES = [Stops()]
