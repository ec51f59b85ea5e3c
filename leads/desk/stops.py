"""The stop that brought a lead, in words; what a stop is, another room says in its `lead_stops`."""

from typing import Any

from django.db.models import Exists, Expression, F, OuterRef, QuerySet
from wagtail.models import Page

from brand import rooms
from brand.dates import words as dates


def columns(stop: str) -> dict[str, Expression]:
    """What rows are annotated with that hold the number of a stop under this name.

    They stand in the question that is asked anyhow, so a list of any length asks no more.
    """
    found: dict[str, Expression] = {}
    for room in rooms.modules("lead_stops"):
        found |= room.columns(stop)
    return found


def words(row: Any) -> str:
    """Genk, 3 maart 2027"""
    place, begins = getattr(row, "stop_place", None), getattr(row, "stop_begins", None)
    return f"{place}, {dates.full_day(begins)}" if place and begins else ""


def that_brought(rows: QuerySet, stop: str = "stop") -> QuerySet[Page]:
    """The stops that brought any of these, which name it so; the last one first."""
    brought = rows.order_by().filter(**{stop: OuterRef("pk")})
    rows = Page.objects.filter(Exists(brought)).annotate(**columns("pk"))
    return rows.order_by(F("stop_begins").desc(nulls_last=True), "pk") if columns("pk") else rows


def names(numbers: set[int]) -> dict[int, str]:
    rows = Page.objects.filter(pk__in=numbers).annotate(**columns("pk"))
    return {row.pk: words(row) or row.title for row in rows}
