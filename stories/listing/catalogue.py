"""What visitors may see of the stories, in the order in which it is listed.

The gate is asked of all stories together after each change (`brand/changes/catalogue.py`), so that
a page counts and cuts without asking the database. The few stories that a page shows are asked
again, one by one, at that very moment: `stories()`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import IntegerField

from brand.changes.catalogue import Catalogue
from brand.media import renditions
from brand.queries.prepared import in_parts, prepared
from stories.models import StoryPage
from stories.text import languages

AT_ONCE = 50  # stories in one question
NUMBERS = [f"number_{place}" for place in range(AT_ONCE)]


class Shape(NamedTuple):
    """What stories are filtered and counted by."""

    language: str  # nl, fr or en
    kind: str
    province: str
    sector: str
    partner: str  # its slug; empty without one
    partner_name: str
    partner_pk: int


class Told(NamedTuple):
    """A story, as light as a list of thousands needs it."""

    pk: int
    shape: Shape
    key: UUID
    url_path: str
    changed_at: datetime | None


class Shown:
    """All stories that visitors may see, newest first."""

    def __init__(self, rows: Iterable[Told]):
        self.rows = list(rows)
        self.counts = Counter(told.shape for told in self.rows)
        self._by_language = defaultdict(list)
        for told in self.rows:
            self._by_language[told.shape.language].append(told)

    def told_in(self, language: str) -> list[Told]:
        return self._by_language.get(language, [])

    @cached_property
    def first_of_shapes(self) -> dict[Shape, list[tuple[int, Told]]]:
        """The four newest of each shape, with their places in the list."""
        found = defaultdict(list)
        for place, told in enumerate(self.rows):
            if len(found[told.shape]) < 4:
                found[told.shape].append((place, told))
        return found


def _read(before: Shown | None) -> Shown:
    shapes: dict[tuple, Shape] = {}
    rows = []
    for pk, key, url_path, changed_at, *shape in _shown():
        if (shared := shapes.get(tuple(shape))) is None:
            language, kind, province, sector, *partner = shape
            code = languages.short(language)
            shared = Shape(code, kind, province, sector or "", *_named(*partner))
            shapes[tuple(shape)] = shared
        rows.append(Told(pk, shared, key, url_path, changed_at))
    return Shown(rows)


def _named(slug: str | None, name: str | None, pk: int | None) -> tuple[str, str, int]:
    return slug or "", name or "", pk or 0


@prepared()
def _shown():
    told = StoryPage.objects.shown().order_by("-first_published_at", "-pk")
    return told.values_list(
        "pk",
        "translation_key",
        "url_path",
        "last_published_at",
        "locale__language_code",
        "kind",
        "province",
        "sector",
        "section_organisation__slug",
        "section_organisation__name",
        "section_organisation_id",
    )


shown = Catalogue("stories", _read)


def stories(rows: Sequence[Told]) -> list[StoryPage]:
    """These stories, as far as the gate lets them through at this moment."""
    found: dict[int, StoryPage] = {}
    numbers = [told.pk for told in rows]
    for part in in_parts(numbers, NUMBERS, 0):
        for story in _stories(**part):
            found[story.pk] = story
    return [found[pk] for pk in numbers if pk in found]


@prepared(**{name: IntegerField() for name in NUMBERS})
def _stories(**numbers):
    told = StoryPage.objects.shown().filter(id__in=numbers.values()).for_cards()
    return told.select_related("picture", "section_organisation", "locale").prefetch_related(None)


def cards(rows: Sequence[Told]) -> list[StoryPage]:
    """The same, each with the sizes of its picture that a card shows."""
    return renditions.read_along(stories(rows))


class Stories(Sequence):
    """Of which only those that are looked at are read whole, by `stories` or by `cards`."""

    def __init__(self, rows: Sequence[Told], read=stories):
        self.rows, self.read = rows, read

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, places: slice) -> list[StoryPage]:
        return self.read(self.rows[places])
