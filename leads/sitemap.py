"""What the sitemap names of the leads; see brand/pages/sitemap.py."""

from brand.models import HomePage
from brand.pages.sitemap import Entry

KINDS: list[type] = []


def entries() -> list[Entry]:
    """Pages that are no rows of Wagtail's, below each home page."""
    homes = HomePage.objects.live().order_by("path").values_list("url_path", flat=True)
    return [Entry(f"{home}onder-de-radar/", None) for home in homes]
