"""What can be found of the roadshow: the stops that are still to come."""

from collections.abc import Iterable
from functools import cached_property

from django.utils import timezone

from brand.changes.catalogue import Catalogue
from brand.search import typed
from brand.search.shelves import Hit, Shelf
from brand.text import Vocabulary, folded
from roadshow.models import StopPage
from roadshow.tour import planned, search


class Stops(Shelf):
    name, heading, one, many = "haltes", "Haltes", "halte", "haltes"

    def find(self, asked: str):
        answering = _texts.current().lines.answering(typed.asked_in_words(asked))
        spots = planned.upcoming(timezone.now(), for_everybody=True).spots
        return search.Stops([spot for spot in spots if spot.pk in answering])

    def words(self) -> Iterable[str]:
        return _texts.current().known

    def hit(self, stop) -> Hit:
        return Hit(
            title=stop.title,
            url=stop.url or "/roadshow/",
            text=f"{stop.venue.name}, {stop.venue.municipality}",
            kind="Geannuleerd" if stop.is_cancelled else "Halte",
            note=f"{stop.day}, {stop.hours}",
            is_demo=stop.is_demo,
        )


class _Texts:
    """What each stop is found by, as it is compared."""

    def __init__(self, before: "_Texts | None"):
        self.said = dict(_said())
        known = before.texts if before else {}
        self.texts = {
            pk: known[pk]
            if before and before.said.get(pk) == said
            else typed.text_line(" ".join(said))
            for pk, said in self.said.items()
        }

    @cached_property
    def lines(self) -> typed.Lines:
        return typed.Lines(self.texts)

    @cached_property
    def known(self) -> Vocabulary:
        said = (" ".join(said) for said in self.said.values())
        return Vocabulary(word for text in said for word in folded(text).split())


def _said():
    rows = (
        StopPage.objects.upcoming()
        .public()
        .values_list(
            "pk",
            "title",
            "who_you_meet",
            "venue__name",
            "venue__municipality__name",
            "organisation__name",
        )
    )
    for pk, *said in rows.iterator():
        yield pk, tuple(said)


_texts: Catalogue[_Texts] = Catalogue("words of stops", _Texts)

SHELVES = [Stops()]
