"""Rows that many tests start from: built once, kept with their files, laid down again.

`kept(build)` is a function that builds rows once. Its first call notes what came into the
database and into the folder of the test; a later call with the same arguments, on the same rows,
lays that down again, which costs a tenth. Either way fresh objects are returned, read from the
database. Every fixture of a test is such a function without saying so (`keep_fixture`), and so
are the factories marked `@snapshot.kept`.

It is built as ever when the result might be another: after anything else wrote to the database or
patched code in this test, and the first time under other settings; and when what is returned is
more than rows and plain values, or nothing was written at all.
"""

import atexit
import functools
import inspect
import io
import pickle
import re
import shutil
import tempfile
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta, tzinfo
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DJANGO_VERSION_PICKLE_KEY, connection, models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Page, Site

from brand import founding
from tests.support.emptying import MADE_BY_DJANGO

READS = ("SELECT", "SAVEPOINT", "RELEASE", "PRAGMA", "SET", "BEGIN", "COMMIT")
# Wagtail names its search index without quotes on PostgreSQL.
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
VALUES = (
    *(type(None), bool, int, float, str, bytes, list, tuple, dict, set, frozenset, type),
    *(date, time, timedelta, tzinfo, Decimal, UUID, Enum, SimpleNamespace),
)
MOST_VALUES = 900  # in one statement: SQLite of some years ago takes 999

Rows = dict[object, tuple]  # by primary key


@dataclass
class Step:
    """What one build did: tables as it left them, and how they come from what it found."""

    tables: dict[type[models.Model], Rows]
    statements: list[tuple[str, list]]  # each with its values
    files: dict[Path, Path]  # where it belongs in the folder of a test: where it is kept
    deleted: list[Path]
    result: bytes
    fetched: bytes  # the rows that the result names, as the database gave them
    # Stands for the rows themselves: what only wraps another build leaves the same ones.
    state: object = field(default_factory=object)


EMPTY = Step({}, [], {}, [], b"", b"")
_steps: dict[tuple, Step] = {}
_asked_before: set[tuple] = set()
_store: list[Path] = []


class _Now:
    """The test that runs: on which step it stands, None after anything else wrote."""

    step: Step | None = None
    written: set[str] | None = None  # tables, while something is built; or a build within it
    patched = staticmethod(lambda: 0)
    before = 0
    changed_settings = staticmethod(list)  # what this test changed: a dict for each change


def watch() -> None:
    """From here on every write of this connection is seen."""
    if _see not in connection.execute_wrappers:
        connection.execute_wrappers.append(_see)


def begin(monkeypatch, changed_settings) -> None:
    """Before each test, in an empty database; what is patched afterwards makes a build its own.

    Once Chromium was started in this process its event loop runs, and Django makes a connection
    anew for whoever is called beside one.
    """
    watch()
    _Now.step, _Now.written = EMPTY, None
    _Now.patched = lambda: len(monkeypatch._setattr) + len(monkeypatch._setitem)
    _Now.before = _Now.patched()
    start = len(changed_settings._to_restore)
    _Now.changed_settings = lambda: [one.options for one in changed_settings._to_restore[start:]]


def _see(execute, sql, params, many, context):
    # PostgreSQL writes each half of a union in parentheses.
    asked = str(sql).lstrip("( \n").upper()
    if not asked.startswith(READS):
        _Now.step = None
        if _Now.written is not None and not asked.startswith("ROLLBACK"):  # which writes nothing
            found = WRITES.match(str(sql))
            _Now.written.add(found[1] if found else "")
    return execute(sql, params, many, context)


def kept(build):
    """For a function of rows, of arguments that can be pickled, and of nothing else.

    Also within the build of another, which itself may not be kept: as long as that wrote nothing.
    """

    @functools.wraps(build)
    def laid(*args, **kwargs):
        if _Now.step is None or _Now.patched() != _Now.before:
            return build(*args, **kwargs)
        changed = _Now.changed_settings()
        if not all(changed):  # one was taken away
            return build(*args, **kwargs)
        try:
            given, _ = _pickled((args, kwargs, changed))
            circumstances = _circumstances()
        except (pickle.PicklingError, TypeError, AttributeError):
            return build(*args, **kwargs)
        except RuntimeError:  # pytest-django's: no database for this test, or not yet
            return build(*args, **kwargs)
        key = (build.__module__, build.__qualname__, id(_Now.step.state), circumstances, given)
        if changed and key not in _asked_before:
            _asked_before.add(key)  # most settings of a test come back in no other
            return build(*args, **kwargs)
        if key in _steps:
            _lay(_steps[key])
        else:
            step = _build(functools.partial(build, *args, **kwargs))
            if isinstance(step, _Unkept):
                return step.result
            _steps[key] = step
        _Now.step = _steps[key]
        return _read(_steps[key])

    laid.kept = True
    return laid


def keep_fixture(fixture) -> None:
    """For a fixture of one test, unless it also does something at the end of it."""
    function = fixture.func
    bound = getattr(function, "__self__", None)
    plain = getattr(function, "__func__", function)
    if fixture.scope != "function" or hasattr(plain, "kept") or inspect.isgeneratorfunction(plain):
        return
    wrapped = kept(plain)
    fixture.func = types.MethodType(wrapped, bound) if bound is not None else wrapped


def found():
    """As `founding.found()`. Returns the home page."""
    if Page.objects.exists():
        return founding.found()
    return _founded()


@kept
def _founded():
    return founding.found()


def with_demo() -> None:
    """A founded site with the demo in it: the same rows for who asked for the site before."""
    if not Page.objects.exists():
        _founded()
    _demo()


@kept
def _demo() -> None:
    call_command("demo", verbosity=0)


def _circumstances() -> tuple:
    """What a build may depend on beside its arguments and the rows it finds."""
    with connection.cursor() as cursor:
        cursor.execute(_numbers_of_django())
        numbers = cursor.fetchone()
    travelling = time_machine.escape_hatch.is_travelling()
    now = timezone.now().replace(second=0, microsecond=0) if travelling else timezone.localdate()
    return numbers, connection.in_atomic_block, now


@functools.cache
def _numbers_of_django() -> str:
    """A question that is asked at every step, so in plain words of the database."""
    tables = [_quoted(model._meta.db_table) for model in MADE_BY_DJANGO]
    numbers = [
        f"(SELECT {of}(id) FROM {table})" for table in tables for of in ("min", "max", "count")
    ]
    return f"SELECT {', '.join(numbers)}"


@dataclass
class _Unkept:
    result: object


def _build(build) -> Step | _Unkept:
    folder, start, around = _folder(), _Now.step, _Now.written
    there = _files(folder)
    written = _Now.written = set()
    try:
        result = build()
    finally:
        _Now.written = around
        if around is not None:
            around.update(written)
    try:
        pickled, references = _pickled(result)
    except (pickle.PicklingError, TypeError, AttributeError):
        return _Unkept(result)
    touched, fetched = _models(written), _fetched(references)
    if not touched or len(fetched) != len(references):
        return _Unkept(result)
    tables, removed, added = dict(start.tables), {}, {}
    for model in touched:
        before, after = start.tables.get(model, {}), _rows(model)
        tables[model] = after
        removed[model] = [pk for pk in before if before[pk] != after.get(pk)]
        added[model] = [row for pk, row in after.items() if before.get(pk) != row]
    statements = [*_deletions(removed), *_insertions(added)]
    files = _new_files(folder, there)
    step = Step(tables, statements, *files, pickled, pickle.dumps(fetched))
    if _Now.step is not None and _Now.step.files.keys() == step.files.keys():
        # A build within this one did all that was written.
        step.state = _Now.step.state
    return step


def _models(tables: set[str]) -> list[type[models.Model]] | None:
    """In the order of the registry; None when one is not known or made by Django itself."""
    by_table = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and model not in MADE_BY_DJANGO
    }
    if not tables <= by_table.keys():
        return None
    # The search table of SQLite is filled by triggers.
    return [by_table[t] for t in by_table if t in tables and not t.endswith("_fts")]


def _rows(model: type[models.Model]) -> Rows:
    names = [field.column for field in model._meta.local_concrete_fields]
    place = names.index(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(model)} FROM {_quoted(model._meta.db_table)}")
        return {row[place]: row for row in cursor.fetchall()}


def _deletions(removed: dict[type[models.Model], list]) -> Iterator[tuple[str, list]]:
    for model, numbers in removed.items():
        table, column = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
        for part in _parts(numbers, MOST_VALUES):
            marks = ", ".join(["%s"] * len(part))
            yield f"DELETE FROM {table} WHERE {column} IN ({marks})", part


def _insertions(added: dict[type[models.Model], list[tuple]]) -> Iterator[tuple[str, list]]:
    """With what PostgreSQL must be told about the numbers of later rows.

    Many rows at once: one by one they take five times as long.
    """
    filled = [model for model, rows in added.items() if rows]
    for model in filled:
        table, columns = _quoted(model._meta.db_table), model._meta.local_concrete_fields
        marks = f"({', '.join(['%s'] * len(columns))})"
        for part in _parts(added[model], max(MOST_VALUES // len(columns), 1)):
            # SQLite gives an hour of the day back as one, and takes it as text only.
            values = [
                str(value) if isinstance(value, time) else value for row in part for value in row
            ]
            rows = ", ".join([marks] * len(part))
            yield f"INSERT INTO {table} ({_columns(model)}) VALUES {rows}", values
    for statement in connection.ops.sequence_reset_sql(no_style(), filled):
        yield statement, []


def _parts(rows: list, size: int) -> Iterator[list]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _lay(step: Step) -> None:
    stands = _Now.step
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, values in step.statements:
            cursor.execute(statement, values or None)
    folder = _folder()
    for place, copy in step.files.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy, folder / place)
    for place in step.deleted:
        (folder / place).unlink()
    _Now.step = stands
    Site.clear_site_root_paths_cache()


def _folder() -> Path:
    """The test's own folder, in which it keeps what is uploaded and the like."""
    return Path(settings.MEDIA_ROOT).parent


def _files(folder: Path) -> dict[Path, tuple]:
    return {
        path.relative_to(folder): ((stat := path.stat()).st_mtime_ns, stat.st_size)
        for path in folder.rglob("*")
        if path.is_file()
    }


def _new_files(folder: Path, before: dict[Path, tuple]) -> tuple[dict[Path, Path], list[Path]]:
    after, copies = _files(folder), {}
    for place in after:
        if after[place] != before.get(place):
            copies[place] = _kept_files() / f"{len(_steps)}-{len(copies)}"
            shutil.copyfile(folder / place, copies[place])
    return copies, [place for place in before if place not in after]


def _kept_files() -> Path:
    if not _store:
        _store.append(Path(tempfile.mkdtemp(prefix="merkbaar-snapshot-")))
        atexit.register(shutil.rmtree, _store[0], ignore_errors=True)
    return _store[0]


def _pickled(value) -> tuple[bytes, list]:
    """With a number in the place of each row, and the rows those numbers mean."""
    references, out = [], io.BytesIO()

    class Pickler(pickle.Pickler):
        def persistent_id(self, one):
            if not isinstance(one, models.Model):
                if not _plain(one):
                    raise pickle.PicklingError(f"{type(one)} is more than a value")
                return None
            if one.pk is None or one._state.adding or _more_than_a_row(one):
                raise pickle.PicklingError("more than a row that stands in the database")
            reference = (type(one), one.pk)
            if reference not in references:
                references.append(reference)
            return type(one)._meta.label, one.pk

    Pickler(out).dump(value)
    return out.getvalue(), references


def _plain(one) -> bool:
    """A value, a heap of values, the class of one, or a function that a module of tests names."""
    if isinstance(one, types.FunctionType):
        return one.__module__.startswith("tests.") and one.__qualname__ == one.__name__
    made_for_a_test = type(one).__module__.startswith("tests.") and not callable(one)
    return made_for_a_test or isinstance(one, VALUES)


def _more_than_a_row(one: models.Model) -> bool:
    """Whether an instance carries attributes that the database would not give back."""
    fields, usual = {field.attname for field in one._meta.concrete_fields}, _usual(type(one))
    return any(
        name not in fields
        and not name.startswith("_")
        and not isinstance(inspect.getattr_static(one.__class__, name, None), cached_property)
        and value != usual.get(name, _Now)
        for name, value in vars(one).items()
    )


@functools.cache
def _usual(model: type[models.Model]) -> dict:
    return vars(model())


def _read(step: Step):
    """The result with its rows as they stand in the database."""
    rows = pickle.loads(step.fetched)
    for row in rows.values():
        vars(row).pop(DJANGO_VERSION_PICKLE_KEY)  # pickle's own, which no row of a query has

    class Unpickler(pickle.Unpickler):
        def persistent_load(self, reference):
            return rows[reference]

    return Unpickler(io.BytesIO(step.result)).load()


def _fetched(references: list[tuple[type[models.Model], object]]) -> dict[tuple, models.Model]:
    """Those that still stand in the database."""
    wanted: dict[type[models.Model], list] = {}
    for model, pk in references:
        wanted.setdefault(model, []).append(pk)
    return {
        (model._meta.label, pk): row
        for model, numbers in wanted.items()
        for pk, row in model._base_manager.in_bulk(numbers).items()
    }


def _columns(model: type[models.Model]) -> str:
    return ", ".join(_quoted(field.column) for field in model._meta.local_concrete_fields)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
