"""What of an address is a filter, and which filters somebody sees above the list."""

from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from brand.models import User
from leads.desk.filters import LeadFilterSet
from leads.models import SavedFilter
from leads.models.saved_filters import LONGEST

MOST = 40  # of one person


def query_of(asked: QueryDict) -> str:
    """The part of this address that narrows or orders the list, always in the same order.

    Empty where there is nothing, or too much to keep.
    """
    kept = QueryDict(mutable=True)
    for name in sorted(asked):
        values = sorted({value for value in asked.getlist(name) if value and "\x00" not in value})
        if values and _is_known(name):
            kept.setlist(name, values)
    found = kept.urlencode()
    return found if len(found) <= LONGEST else ""


def _is_known(name: str) -> bool:
    known = {"q", "ordering", *LeadFilterSet.base_filters}
    return name in known or name in ("created_at_from", "created_at_to")


class Shown(NamedTuple):
    row: SavedFilter
    url: str
    is_current: bool
    is_own: bool


def shown_to(user: User, asked: QueryDict) -> list[Shown]:
    """The links above the list; the one that is looked through now is marked."""
    current, base = query_of(asked), reverse("lead:index")
    rows = SavedFilter.objects.visible_to(user).filter(removed_at=None)
    return [
        Shown(row, f"{base}?{row.query}", row.query == current, row.owner_id == user.pk)
        for row in rows.select_related("owner", "organisation")[: 2 * MOST]
    ]
