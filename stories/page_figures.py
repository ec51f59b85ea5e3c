"""Figures of `/impact/` that a page of the shared site may choose; see brand/blocks.py."""

import re

from brand.dates import words
from stories.models import Figure, Indicator


def choices() -> list[tuple[str, str]]:
    return list(Indicator.objects.filter(is_public=True).values_list("code", "name"))


def figure(code: str) -> dict | None:
    """The last published stand of this indicator, as the component of a figure shows it."""
    rows = Figure.objects.published().filter(indicator__code=code).select_related("indicator")
    row = rows.order_by("-year").first()
    if row is None:
        return None
    return {
        "value": row.shown,
        "unit": row.unit,
        "period": str(row.year),
        "answered": row.answered,
        "asked": row.asked,
        "definition": row.method.get("definition", ""),
        "stand": f"{words.day(row.checked_at).partition(' ')[2]}, {words.clock(row.checked_at)}",
        "url": f"/impact/{row.year}/#{code}",
        "is_example": row.is_example,
    }


def visitors_of(stop: str, year: int) -> dict | None:
    """The published numbers of visitors of the stops of that title, and where they come from.

    None when nothing of that year is published; no numbers where they are withheld, or where the
    stop was not counted yet.
    """
    rows = Figure.objects.published().filter(indicator__counter="bezoekers", year=year)
    figure = rows.select_related("indicator").first()
    if figure is None:
        return None
    of_title = re.compile(rf"{re.escape(stop)}( \(\d+\))?")
    stops = next((part["rows"] for part in figure.parts if part["key"] == "stop"), [])
    numbers = [number for label, number, _ in stops if of_title.fullmatch(label)]
    url = f"/impact/{year}/#{figure.indicator.code}"
    return {"numbers": [] if None in numbers else numbers, "url": url}
