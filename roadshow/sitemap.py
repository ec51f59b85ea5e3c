"""The stops in the sitemap: those to come, and those that were."""

from django.db.models.functions import Coalesce
from django.utils import timezone

from brand.changes.catalogue import Catalogue
from brand.pages.restrictions import unrestricted
from brand.pages.sitemap import Entry
from roadshow.models import StopPage

KINDS = [StopPage]


def entries() -> list[Entry]:
    return _entries.current()


def _read(before: list[Entry] | None) -> list[Entry]:
    changed_at = Coalesce("last_published_at", "latest_revision_created_at")
    stops = unrestricted(StopPage.objects.live()).order_by("path")
    return [
        Entry(path, timezone.localdate(moment) if moment else None)
        for path, moment in stops.values_list("url_path", changed_at).iterator()
    ]


_entries: Catalogue[list[Entry]] = Catalogue("stops", _read)
