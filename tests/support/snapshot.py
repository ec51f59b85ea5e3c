"""The rows of a site just founded, kept to be laid down again: a tenth of the work of founding.

Only for tests that need a founded site and are not about founding itself.
"""

from collections.abc import Iterator

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from wagtail.models import Page, Site

from brand import founding

# Django makes these itself; founded rows point at them by number.
MADE_BY_DJANGO = (ContentType, Permission)
_kept: dict[tuple, list[tuple]] = {}


def found():
    """As `founding.found()`. Returns the home page."""
    if Page.objects.exists():
        return founding.found()
    _once("founded", founding.found)
    return founding.HomePage.objects.get()


def with_demo() -> None:
    """A founded site with the demo in it; of its pictures the rows only."""
    _once("demo", lambda: call_command("demo", verbosity=0))


def _once(what: str, make) -> None:
    numbers = tuple(
        row for model in MADE_BY_DJANGO for row in model.objects.order_by("pk").values_list()
    )
    key = (what, numbers)
    if key in _kept:
        _lay(_kept[key])
        Site.clear_site_root_paths_cache()
    else:
        make()
        _kept[key] = list(_rows())


def _rows() -> Iterator[tuple]:
    """Each model with its columns and rows, as the database keeps them."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        # The search table of SQLite is filled by triggers.
        if model in MADE_BY_DJANGO or options.proxy or options.db_table.endswith("_fts"):
            continue
        columns = ", ".join(_quoted(field.column) for field in model._meta.local_concrete_fields)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM {_quoted(model._meta.db_table)}")
            if rows := cursor.fetchall():
                yield model, columns, rows


def _lay(kept: list[tuple]) -> None:
    with connection.cursor() as cursor:
        for model, columns, rows in kept:
            marks = ", ".join(["%s"] * len(rows[0]))
            table = _quoted(model._meta.db_table)
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        models = [model for model, _, _ in kept]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
