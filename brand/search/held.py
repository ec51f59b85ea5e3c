"""Conditions on a piece of a text that either database answers by its index of pieces.

`search_words__holds` is `contains`, `note__iholds` is `icontains`; PostgreSQL has its index for
those (brand/postgresql/trigrams.py), and SQLite a table of its own (brand/sqlite/pieces.py).
"""

from typing import Any

from django.core.exceptions import FullResultSet
from django.db.models import Lookup, TextField, lookups
from django.db.models.expressions import Col

from brand.sqlite import pieces

AMONG = "{key} IN (SELECT rowid FROM {name} WHERE {name} MATCH %s)"


def _by_pieces(lookup: Lookup, connection: Any, asked: str) -> tuple[str, list[str]] | None:
    """The condition, where the column of this lookup has such a table."""
    column = lookup.lhs
    if not isinstance(column, Col):
        return None
    table = column.target.model._meta
    found = pieces.Pieces(table.db_table, column.target.column)
    if not pieces.stands(connection, found):
        return None
    name, key = map(connection.ops.quote_name, (found.name, table.pk.column))
    alias = connection.ops.quote_name(column.alias)
    return AMONG.format(key=f"{alias}.{key}", name=name), [asked]


class _Held(Lookup):
    plain: type[Lookup]  # what it is where there is no such table

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        text = str(self.rhs)
        found = None
        if len(text) >= pieces.SHORTEST:
            found = _by_pieces(self, connection, pieces.phrase(text))
        if found is None:
            sql, params = compiler.compile(self.plain(self.lhs, self.rhs))
            return sql, params
        return found


@TextField.register_lookup
class Holds(_Held):
    lookup_name, plain = "holds", lookups.Contains


@TextField.register_lookup
class HoldsInAnyCase(_Held):
    lookup_name, plain = "iholds", lookups.IContains


@TextField.register_lookup
class MayHold(Lookup):
    """Of each of these groups one text at least; every row where no index can tell."""

    lookup_name = "may_hold"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        groups = [" OR ".join(map(pieces.phrase, group)) for group in self.rhs]
        asked = " AND ".join(f"({group})" for group in groups)
        found = _by_pieces(self, connection, asked) if asked else None
        if found is None:
            raise FullResultSet
        return found
