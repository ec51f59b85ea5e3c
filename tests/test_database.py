"""What speaks to the database in its own way is tested on PostgreSQL as well as on SQLite.

`make test` runs everything on SQLite, and on PostgreSQL the tests marked `database`. A module of
tests says with that mark which modules of the product it covers there; whoever locks a row, states
a constraint, writes SQL or searches text in a new module is asked here for such a test.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What runs on one of the two only.
ELSEWHERE = {"brand.sqlite.base"}
ROOMS = ("brand", "leads", "roadshow", "stories")

# Locks, constraints, SQL of our own, JSON, and writes that lean on a conflict.
NAMES = {
    "select_for_update",
    "UniqueConstraint",
    "CheckConstraint",
    "JSONField",
    "RawSQL",
    "Func",
    "IndexEntry",
}
ATTRIBUTES = {"raw", "cursor", "vendor"}
ARGUMENTS = {"ignore_conflicts", "update_conflicts"}
# Text is compared by the rules of the database.
LOOKUPS = ("contains", "icontains", "regex", "iregex", "iexact", "has_key", "contained_by")


def reasons(source: str) -> set[str]:
    """What in this text depends on the database it runs on."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found |= {node.attr} & (NAMES | ATTRIBUTES)
        elif isinstance(node, ast.Name):
            found |= {node.id} & NAMES
        elif isinstance(node, ast.keyword) and node.arg:
            found |= {node.arg} & ARGUMENTS | _lookups(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= _lookups(node.value)
    return found


def _lookups(name: str) -> set[str]:
    _, apart, lookup = name.rpartition("__")
    return {lookup} & set(LOOKUPS) if apart else set()


def product() -> dict[str, set[str]]:
    """Modules that depend on the database, by name."""
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            place = path.relative_to(ROOT).with_suffix("")
            if {"migrations", "node_modules"} & set(place.parts):
                continue
            name = ".".join(place.parts).removesuffix(".__init__")
            if name not in ELSEWHERE and (why := reasons(path.read_text())):
                found[name] = why
    return found


def covered() -> set[str]:
    """Modules that the marks name."""
    return {
        argument.value
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.database"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def test_whatever_depends_on_the_database_is_tested_on_both():
    missing = {name: sorted(why) for name, why in product().items() if name not in covered()}
    assert missing == {}


def test_no_mark_names_what_does_not_depend_on_it():
    assert covered() - product().keys() == set()


def test_the_reading_sees_each_kind():
    assert reasons("rows.select_for_update().get()") == {"select_for_update"}
    assert reasons("models.UniqueConstraint(fields=['a'], name='b')") == {"UniqueConstraint"}
    assert reasons("with connection.cursor() as c: pass") == {"cursor"}
    assert reasons("rows.filter(name__icontains=word)") == {"icontains"}
    assert reasons("Q(**{'name__icontains': word})") == {"icontains"}
    assert reasons("rows.bulk_create(made, ignore_conflicts=True)") == {"ignore_conflicts"}
    assert reasons("rows.filter(name=word)") == set()
