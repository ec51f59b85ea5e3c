"""Indexes by which PostgreSQL finds a piece of a text anywhere in a column.

Its extension pg_trgm comes with every PostgreSQL, and whoever owns a database may switch it on.
Where that is not so, searching works as before, and reads all rows.
"""

import logging

from django.db import DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

logger = logging.getLogger(__name__)


def index(
    connection: BaseDatabaseWrapper, name: str, table: str, column: str, *, any_case: bool = False
) -> bool:
    """Make that index, once; whether there is one. `any_case`: of what icontains looks in."""
    if connection.vendor != "postgresql":
        return False
    words = f'UPPER("{column}"::text)' if any_case else f'"{column}"'
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f'CREATE INDEX IF NOT EXISTS "{name}" ON "{table}" '
                f"USING gin (({words}) gin_trgm_ops)"
            )
    except DatabaseError as trouble:
        logger.warning("Without pg_trgm a search reads every row of %s: %s", table, trouble)
        return False
    return True
