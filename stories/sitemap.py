"""The stories in the sitemap: those that visitors may see, each with its versions."""

from collections import defaultdict

from django.utils import timezone

from brand.changes.catalogue import Catalogue
from brand.pages.sitemap import Entry
from stories.listing import catalogue
from stories.models import StoryPage
from stories.text import languages

KINDS = [StoryPage]


def entries() -> list[Entry]:
    return _entries.current()


def _read(before: list[Entry] | None) -> list[Entry]:
    rows = catalogue.shown.current().rows
    versions = defaultdict(list)
    for told in sorted(rows):
        tag = languages.tag(languages.CODES[told.shape.language])
        versions[told.key].append((tag, told.url_path))
    return [
        Entry(
            told.url_path,
            timezone.localdate(told.changed_at) if told.changed_at else None,
            tuple(versions[told.key]) if len(versions[told.key]) > 1 else (),
        )
        for told in rows
    ]


_entries: Catalogue[list[Entry]] = Catalogue("stories", _read)
