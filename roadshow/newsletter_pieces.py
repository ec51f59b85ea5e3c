"""The stops that can go along in a newsletter; asked by brand/newsletter/pieces.py."""

from collections.abc import Collection

from django.utils import timezone

from brand import gating
from brand.newsletter.pieces import Choice, Piece
from roadshow.models import StopPage

AWAY = gating.Obstacle("Deze halte staat niet meer online.")
PAST = gating.Obstacle("Deze halte is begonnen of voorbij.")
CANCELLED = gating.Obstacle("Deze halte is geannuleerd.")
MOST = 60  # to choose from


class Stops:
    """A place and some hours. Whom one meets there is told on the page, which asks for consent."""

    kind, one, many = "halte", "halte", "haltes"
    place = 20

    def rows(self):
        return StopPage.objects.open().public().with_place()

    def choices(self) -> list[Choice]:
        return [Choice(one.pk, one.title, f"{one.day}, {one.hours}") for one in self.rows()[:MOST]]

    def pieces(self, pages: Collection[int], *, archived: bool = False) -> dict[int, Piece]:
        rows = self.rows()
        if archived:
            rows = StopPage.objects.live().public().with_place().filter(cancelled_at=None)
        return {
            stop.pk: Piece(
                stop.pk,
                f"Roadshow: {stop.title}",
                f"{stop.day}, {stop.hours}\n{stop.venue.name}, {stop.venue.municipality}",
                "Schrijf u in",
                is_demo=stop.is_demo,
            )
            for stop in rows.filter(pk__in=pages)
        }

    def reasons(self, page: int) -> list[gating.Obstacle]:
        stop = StopPage.objects.live().public().filter(pk=page).first()
        if stop is None:
            return [AWAY]
        if stop.is_cancelled:
            return [CANCELLED]
        return [] if stop.starts_at > timezone.now() else [PAST]

    def unread(self, words: Collection[str], pages: Collection[int]) -> list[gating.Obstacle]:
        """A stop tells of a place."""
        return []

    def goes_out(self, pages: Collection[int], where: str, url: str) -> None:
        """Nobody is in it who could ask where it went."""


SOURCES = [Stops()]
