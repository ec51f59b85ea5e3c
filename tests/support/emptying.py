"""After a test with transactions of its own: its rows go, from the tables that have any.

Django empties every table, and makes the types of content and the rights again afterwards; that
takes 0.1 s, and on PostgreSQL more. What Django made itself stays here as it is, so that numbers
that point to it hold (`tests.support.snapshot`).
"""

import functools

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

# Django makes these itself, before any test; rows point at them by number.
MADE_BY_DJANGO = (ContentType, Permission)


def install() -> None:
    """For every test of this run."""
    TransactionTestCase._fixture_teardown = lambda case: empty()


def empty() -> None:
    with transaction.atomic(), connection.cursor() as cursor:  # references are checked at its end
        cursor.execute(_which_have_rows())
        for (table,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@functools.cache
def _which_have_rows() -> str:
    stays = {model._meta.db_table for model in MADE_BY_DJANGO}
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"
        for table in tables
        if table not in stays
    )
