"""A long question about each row, turned into SQL once a day instead of at every page.

Django builds the question whether a story is covered by consent out of twenty query sets, which
takes a hundred times as long as asking the database. What is kept is the SQL and its parameters,
never an answer: each reading asks the database as it is at that moment.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from django.utils import timezone

# Django calls tables in subqueries U0, V1, AA2; the query around this one does so too.
ALIAS = re.compile(r"\b([A-Z]{1,2}\d+)\b(?=[. ])")
TABLE = re.compile(r'"(\w+)"\.(?=")')


class OfEachRow(Expression):
    """What `rows()` filters by, as a condition on the rows of another query of that model.

    rows: returns the query set, which depends on nothing but the day.
    columns: one of each table that it asks at its own level, so that these are joined.

    It stands in the query itself and not in a query of its own: the parser of SQLite takes a
    hundred things within each other, and lists are asked within lists.
    """

    output_field = models.BooleanField()

    def __init__(self, rows: Callable[[], QuerySet], *columns: str):
        super().__init__()
        self.rows, self.day = rows, timezone.localdate()
        self.columns = [models.F(name) for name in columns]

    def get_source_expressions(self):
        return self.columns

    def set_source_expressions(self, expressions):
        self.columns = expressions

    def as_sql(self, compiler, connection):
        sql, params = _compiled(self.rows, connection.alias, self.day)
        names = {
            column.target.model._meta.db_table: compiler.quote_name_unless_alias(column.alias)
            for column in self.columns
        }
        return TABLE.sub(lambda found: f"{names[found[1]]}.", sql), params


@lru_cache(maxsize=16)
def _compiled(rows: Callable[[], QuerySet], database: str, day) -> tuple[str, tuple]:
    """day: only so that tomorrow it is made again; the query set reads the date itself."""
    query = rows().query
    compiler = query.get_compiler(connection=connections[database])
    compiler.pre_sql_setup()
    sql, params = compiler.compile(query.where)
    return ALIAS.sub(r"c\1", f"({sql})"), tuple(params)
