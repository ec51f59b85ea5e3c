"""A query whose SQL is composed once a day in each process, and then only bound and run.

To compose a query costs Django three to ten times as much as the database needs to answer it. What
is kept here is SQL, never an answer: each call asks the database as it is at that moment.

    @prepared(key=UUIDField())
    def of_key(key):
        return StoryPage.objects.live().filter(translation_key=key)

    rows = of_key(key=story.translation_key)

The function gets a placeholder for each value and returns a query set that depends on nothing but
its arguments and today's date. A value is never None: that is other SQL. What decides the SQL
itself (a model, a language, whether to filter) is given by position, and must have few values.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import lru_cache, update_wrapper

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, QuerySet, sql
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone


def in_parts(values: Sequence, names: Sequence[str], other) -> Iterator[dict]:
    """These values under these names, as many at a time as there are names.

    other: stands under the names that are left in the last part.
    """
    for start in range(0, len(values), len(names)):
        part = dict(zip(names, values[start:], strict=False))
        yield {**dict.fromkeys(names, other), **part}


class Placeholder(Expression):
    """A value that is not known yet; stands in the parameters of the SQL."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def __str__(self):
        """Lookups such as `contains` write their value into a pattern: it must be known."""
        raise TypeError(f"“{self.name}” is not known yet: no part of a pattern.")


class BoundQuery(sql.Query):
    """A query that knows its SQL; made by `chain(klass=BoundQuery)` and `know()`."""

    composed: SQLCompiler
    statement: str
    params: tuple
    places: list[tuple[int, str]]  # where in the parameters which value goes
    converters: dict  # of columns to what their fields hold

    def know(self) -> None:
        self.composed = super().get_compiler(using=DEFAULT_DB_ALIAS)
        self.statement, self.params = self.composed.as_sql()
        self.places = [
            (place, value.name)
            for place, value in enumerate(self.params)
            if isinstance(value, Placeholder)
        ]
        columns = self.composed.select[: self.composed.col_count]
        self.converters = self.composed.get_converters([column for column, *_ in columns])

    def bound(self, values: dict) -> "BoundQuery":
        query, params = copy(self), list(self.params)
        for place, name in self.places:
            params[place] = values[name]
        query.params = tuple(params)
        return query

    def get_compiler(self, using=None, connection=None, elide_empty=True):
        """The compiler as it was after composing: it knows which column is what."""
        compiler = copy(self.composed)
        compiler.query, compiler.using = self, using
        compiler.connection = connection or connections[using]
        compiler.as_sql = lambda *args, **kwargs: (self.statement, self.params)
        compiler.get_converters = lambda columns: self.converters
        return compiler


class Prepared:
    def __init__(self, build: Callable[..., QuerySet], fields: dict[str, Field]):
        self.build, self.fields = build, fields
        self._composed = lru_cache(maxsize=64)(self._compose)
        update_wrapper(self, build)

    def __call__(self, *choices, **values) -> list:
        """The rows, as the query set would give them."""
        connection = connections[DEFAULT_DB_ALIAS]
        known = {
            name: field.get_db_prep_value(values.pop(name), connection)
            for name, field in self.fields.items()
        }
        if values or None in known.values():
            raise ValueError(f"{self.__wrapped__.__qualname__} takes no {values or known}")
        rows = self._composed(timezone.localdate(), *choices)._clone()
        rows._query = rows.query.bound(known)  # not by `query`: that makes dicts of columns
        return list(rows)

    def first(self, *choices, **values):
        """The first of these rows, or None; the query set itself says how many it reads."""
        return next(iter(self(*choices, **values)), None)

    def _compose(self, day, *choices) -> QuerySet:
        """day: so that tomorrow it is composed again; the query set reads the date itself."""
        given = {name: Placeholder(name, field) for name, field in self.fields.items()}
        rows = self.build(*choices, **given)._chain()
        rows._query = rows.query.chain(klass=BoundQuery)
        rows.query.know()
        return rows


def prepared(**fields: Field) -> Callable[[Callable[..., QuerySet]], Prepared]:
    """fields: the type of each value that the query set takes by name."""
    return lambda build: Prepared(build, fields)
