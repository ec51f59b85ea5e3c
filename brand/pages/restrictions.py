"""Pages that Wagtail keeps for some visitors (a password, a group): asked in the question itself.

Wagtail's own `public()` reads the restrictions first, in a query of its own each time.
"""

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from wagtail.models import Page, PageViewRestriction


def unrestricted(pages: QuerySet) -> QuerySet:
    """Those of these pages that stand in no part of the site that is restricted."""
    return pages.filter(~restricted())


def restricted() -> Exists:
    """Of a query of pages: whether one stands in a part of the site that is restricted."""
    return _restricted("path")


def _restricted(path: str) -> Exists:
    own = ExpressionWrapper(OuterRef(path), output_field=CharField())
    # Its page is looked up, not joined: restrictions are few, and a planner that does not know it
    # would read every page for every page.
    at = Subquery(Page.objects.filter(pk=OuterRef("page_id")).values("path"))
    above = PageViewRestriction.objects.alias(own=own, at=at).filter(own__startswith=F("at"))
    return Exists(above)


def may_be_restricted(path: str) -> Q:
    """Whether Wagtail has to look closer at the page whose path the query calls so.

    Also when it, or a page above it, is an alias: then the restrictions of its source count.
    """
    own = ExpressionWrapper(OuterRef(path), output_field=CharField())
    # Above zero, and not "is not null": that finds the few in the index, on both databases.
    aliases = Page.objects.filter(alias_of__gt=0).alias(own=own).filter(own__startswith=F("path"))
    return Q(_restricted(path)) | Q(Exists(aliases))


class KnownRestrictions:
    """Goes before a page. Read with `may_be_restricted`, it asks no more when there are none."""

    may_be_restricted = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        if self.may_be_restricted:
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()
