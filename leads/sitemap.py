"""What the sitemap names of the leads; see brand/pages/sitemap.py."""

from datetime import date

from django.utils import timezone

from brand.models import HomePage
from brand.pages.sitemap import Entry
from leads.models import Pledge, TrainingOffer

KINDS: list[type] = []


def entries() -> list[Entry]:
    """Pages that are no rows of Wagtail's, below each home page."""
    homes = HomePage.objects.live().order_by("path").values_list("url_path", flat=True)
    offers = TrainingOffer.objects.published().values_list("pk", flat=True)
    paths = ["onder-de-radar/", "vormingen/", *(f"vormingen/{pk}/" for pk in offers)]
    found: list[tuple[str, date | None]] = [(path, None) for path in paths]
    if (promised := _newest_pledge()) is not None:
        found.append(("aankopers/", promised))
    return [Entry(f"{home}{path}", day) for home in homes for path, day in found]


def _newest_pledge() -> date | None:
    """The page of pledges is named while something stands on it."""
    shown = Pledge.objects.published().order_by("-said_at").values_list("said_at", flat=True)
    newest = shown.first()
    return timezone.localdate(newest) if newest else None
