"""A long question about each row, turned into SQL once a day instead of at every page.

Django builds the question whether a story is covered by consent out of twenty query sets, which
takes a hundred times as long as asking the database. What is kept is the SQL and its parameters,
never an answer: each reading asks the database as it is at that moment.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.db import connections, models
from django.db.models import Exists, QuerySet
from django.db.models.expressions import Expression
from django.db.models.sql import Query
from django.utils import timezone

# Django calls tables in subqueries U0, V1, AA2; the query around this one does so too.
ALIAS = re.compile(r"\b([A-Z]{1,2}\d+)\b(?=[. ])")
ROW = "{row}"


class _Row(Expression):
    """Stands in the kept SQL where the column of the outer row comes."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler, connection):
        return ROW, []


class OfEachRow(Expression):
    """Whether the row with this primary key is among `rows()`.

    rows: gives the query set, the same for everybody but for the day on which it is asked.
    """

    output_field = models.BooleanField()

    def __init__(self, rows: Callable[[], QuerySet], key: str = "pk"):
        super().__init__()
        self.rows, self.key, self.day = rows, models.F(key), timezone.localdate()

    def get_source_expressions(self):
        return [self.key]

    def set_source_expressions(self, expressions):
        (self.key,) = expressions

    def as_sql(self, compiler, connection):
        sql, params = _compiled(self.rows, connection.alias, self.day)
        key, nothing = compiler.compile(self.key)
        return sql.replace(ROW, key), [*params, *nothing]


@lru_cache(maxsize=16)
def _compiled(rows: Callable[[], QuerySet], database: str, day) -> tuple[str, tuple]:
    """day: only so that tomorrow it is made again; the query set reads the date itself."""
    chosen = rows().filter(pk=_Row()).order_by()
    exists = Exists(chosen).resolve_expression(Query(chosen.model))
    connection = connections[database]
    sql, params = exists.as_sql(Query(chosen.model).get_compiler(connection=connection), connection)
    return ALIAS.sub(r"c\1", sql), tuple(params)
