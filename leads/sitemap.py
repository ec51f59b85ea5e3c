"""What the sitemap names of the leads; see brand/pages/sitemap.py."""

from brand.models import HomePage
from brand.pages.sitemap import Entry
from leads.models import TrainingOffer

KINDS: list[type] = []


def entries() -> list[Entry]:
    """Pages that are no rows of Wagtail's, below each home page."""
    homes = HomePage.objects.live().order_by("path").values_list("url_path", flat=True)
    offers = TrainingOffer.objects.published().values_list("pk", flat=True)
    paths = ["onder-de-radar/", "vormingen/", *(f"vormingen/{pk}/" for pk in offers)]
    return [Entry(f"{home}{path}", None) for home in homes for path in paths]
