"""Counting no further than anybody reads.

Of a million rows an exact number costs a second on each page, and says no more than "more than
two thousand".
"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

MOST = 2_000  # rows that can be leafed through
AT_A_GLANCE = 1_000  # of a number beside a heading


@dataclass(frozen=True)
class Counted:
    number: int
    is_more: bool = False  # there are more than this number

    def __bool__(self) -> bool:
        return bool(self.number)

    def __str__(self) -> str:
        return f"{self.words}{'+' if self.is_more else ''}"

    @property
    def words(self) -> str:
        """1.000"""
        return number_format(self.number, force_grouping=True)


NONE = Counted(0)


def up_to(rows: QuerySet, most: int = AT_A_GLANCE) -> Counted:
    """How many rows there are, looked at no further than this many."""
    rows = rows.order_by()
    if rows._fields is None and not rows.query.combinator:
        rows = rows.values("pk")  # what a list shows beside its columns is not read to count
    found = rows[: most + 1].count()
    return Counted(min(found, most), found > most)


def plus(*counted: Counted) -> Counted:
    return Counted(sum(one.number for one in counted), any(one.is_more for one in counted))


class CappedPaginator(WagtailPaginator):
    """Leafs through the first rows of a list; who seeks further, narrows it or takes it along."""

    most = MOST

    @cached_property
    def _counted(self) -> Counted:
        if isinstance(self.object_list, QuerySet):
            return up_to(self.object_list, self.most)
        return Counted(len(self.object_list))

    @cached_property
    def count(self) -> int:
        return self._counted.number

    @property
    def is_capped(self) -> bool:
        return self._counted.is_more

    @cached_property
    def items_count_label(self) -> str:
        if not self.is_capped:
            return str(super().items_count_label)
        return f"meer dan {self.count_words} {self.verbose_name_plural}"

    @property
    def count_words(self) -> str:
        return self._counted.words
