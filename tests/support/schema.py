"""What stands in the schema of an SQLite file, in a form that two files can be compared by."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path


def of(path: Path) -> dict[str, list[tuple[str, ...]]]:
    """By table: its columns and constraints, its indexes and its triggers.

    The order of the columns depends on the release a site began with, and the name of an index on
    what its table was called then.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    with closing(sqlite3.connect(path)) as connection:
        question = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        for kind, table, sql in connection.execute(question):
            found.setdefault(table, []).append((kind, *_parts(kind, sql)))
    return {table: sorted(parts) for table, parts in found.items()}


def _parts(kind: str, sql: str) -> list[str]:
    if kind == "index":
        return [re.sub(r'INDEX "\w+"', "INDEX", sql)]
    if kind != "table" or "VIRTUAL" in sql:
        return [sql]
    return sorted(_split(sql[sql.index("(") + 1 : sql.rindex(")")]))


def _split(body: str) -> list[str]:
    """At the commas that stand in no parentheses and no quotes."""
    parts, part, depth, quote = [], "", 0, ""
    for sign in body:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        else:
            depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth and not quote:
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    return [*parts, part.strip()]
