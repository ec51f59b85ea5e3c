"""Filters that look for somebody who is erased go along: what is looked for is a name too."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.http import QueryDict

from brand.forms.phones import phone_digits
from brand.privacy.erasure import MARK, without
from leads.models import SavedFilter

LONGEST_NAME, SHORTEST_NUMBER = 60, 7


def forget(names: Iterable[str], partners: Collection[int] | None = None) -> None:
    """What looks for one of these looks for it no more; without anything else to look for, it goes.

    Of people at these partners, and what is shared there; without `partners` of everybody.
    """
    names = list(names)
    rows = SavedFilter.objects.order_by("pk")
    if partners is not None:
        at_them = Q(owner__memberships__organisation__in=partners)
        rows = rows.filter(Q(organisation__in=partners) | at_them).distinct()
    for row in rows:
        _forget(row, names)


def _forget(row: SavedFilter, names: list[str]) -> None:
    asked = QueryDict(row.query, mutable=True)
    asked_for = asked.getlist("q")
    kept = [text for text in asked_for if not _is_about(text, names)]
    name = without(row.name, names)
    if (kept, name) == (asked_for, row.name):
        return
    asked.setlist("q", kept)
    if not kept:
        del asked["q"]
    row.query = asked.urlencode()
    if set(asked) <= {"ordering"}:
        row.delete()
        return
    row.name = row.name if name == row.name else _free(row, name)
    row.save(update_fields=["query", "name"])


def _is_about(text: str, names: list[str]) -> bool:
    if without(text, names) != text:
        return True
    numbers = {number for number in phone_digits(text) if len(number) >= SHORTEST_NUMBER}
    return any(numbers & set(phone_digits(name)) for name in names)


def _free(row: SavedFilter, name: str) -> str:
    """Two filters of one person have two names."""
    name = (name.strip() or MARK)[: LONGEST_NAME - 4]  # room for a number behind it
    taken = set(
        SavedFilter.objects.filter(owner=row.owner_id, removed_at=None)
        .exclude(pk=row.pk)
        .values_list("name", flat=True)
    )
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(one for one in (name, *numbered) if one not in taken)
