"""Figures of `/impact/` that a page of the shared site may choose; see brand/blocks.py."""

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
