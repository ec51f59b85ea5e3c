"""Rows that are few, known by their numbers before a list asks for them in its order.

A database that knows them only by a condition walks an index in that order until a page is full:
through a whole table where the rows are few. Told which they are, it would still do so; sorted by
an expression that no index holds, they are looked up and sorted.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

MOST = 2_000


def numbers(rows: QuerySet, column: str = "pk") -> set[int] | None:
    """Those in this column; None when there are more than `MOST`."""
    found = list(rows.order_by().values_list(column, flat=True)[: MOST + 1])
    return set(found) if len(found) <= MOST else None


def among(rows: QuerySet, column: str, found: Collection[int]) -> QuerySet:
    """Rows whose column holds one of these numbers, in the order in which the rows were."""
    rows = rows.filter(**{f"{column}__in": found})
    order = rows.query.order_by or rows.model._meta.ordering if rows.query.default_ordering else ()
    return rows.order_by(*(_sorted(one) for one in order)) if order else rows


def _sorted(order: Any) -> OrderBy:
    if isinstance(order, str):
        named = F(order.removeprefix("-"))
        order = named.desc() if order.startswith("-") else named.asc()
    elif not isinstance(order, OrderBy):
        order = OrderBy(order)
    found = order.copy()
    found.expression = Coalesce(order.expression, order.expression)
    return found
