"""Pages that Wagtail keeps for some visitors (a password, a group): asked in the question itself.

Wagtail's own `public()` reads the restrictions first, in a query of its own each time.
"""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from wagtail.models import PageViewRestriction


def unrestricted(pages: QuerySet) -> QuerySet:
    """Those of these pages that stand in no part of the site that is restricted."""
    return pages.filter(~restricted())


def restricted() -> Exists:
    """Of a query of pages: whether one stands in a part of the site that is restricted."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = PageViewRestriction.objects.alias(path=path).filter(path__startswith=F("page__path"))
    return Exists(above)
