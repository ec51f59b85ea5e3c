"""Pages of a kind of which a site has few: the index of stories, the tour, the press page."""

from django.db.models import QuerySet
from wagtail.models import Page


def live_of(kind: type[Page]) -> QuerySet:
    """The live pages of this kind, found by their own numbers.

    Without those, SQLite begins at every page of the site to find the one.
    """
    return kind._default_manager.live().filter(pk__in=kind._base_manager.values("pk"))
