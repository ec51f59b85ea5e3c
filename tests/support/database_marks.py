"""Places in the product that depend on the database, and whether a test comes by there.

A place is a function, or a model with its constraints and columns: `leads.capture._add_wishes`,
`leads.models.lead.Lead`. A test says with `pytest.mark.database(*places)` which it is about.
"""

import ast
import functools
import importlib
import sys
import threading
import types
from dataclasses import dataclass, field
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.support.database_writes import Writes

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("brand", "leads", "roadshow", "stories")
# What runs on one of the two only.
ELSEWHERE = {"brand.sqlite.base", "brand.sqlite.new_tables", "brand.sqlite.pieces"}

DECLARED = {"UniqueConstraint", "CheckConstraint", "JSONField"}
# Locks, SQL of our own, and writes that lean on a conflict.
NAMES = DECLARED | {"select_for_update", "RawSQL", "Func", "IndexEntry"}
ATTRIBUTES = {"raw", "cursor", "vendor"}
ARGUMENTS = {"ignore_conflicts", "update_conflicts"}
# Text is compared by the rules of the database.
LOOKUPS = ("contains", "icontains", "regex", "iregex", "iexact", "has_key", "contained_by")
LOOKUPS += ("holds", "iholds", "may_hold")


@dataclass
class Place:
    module: str
    path: str
    name: str  # as Python qualifies it: `StoryPage._refuse_withdrawn`
    reasons: set[str] = field(default_factory=set)

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@functools.cache
def product() -> dict[str, Place]:
    """Every place, by its full name."""
    found = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            module = ".".join(parts).removesuffix(".__init__")
            if {"migrations", "node_modules"} & set(parts) or module in ELSEWHERE:
                continue
            for name, reasons in places(path.read_text()).items():
                place = Place(module, str(path), name, reasons)
                found[str(place)] = place
    return found


def places(source: str) -> dict[str, set[str]]:
    """What in this text depends on the database it runs on, by function or model around it."""
    found: dict[str, set[str]] = {}

    def read(node: ast.AST, around: tuple[str, ...]) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            # The constraints in its `Meta` are the model's own.
            around += (node.name,) if node.name != "Meta" else ()
        if reasons := _reasons(node):
            found.setdefault(".".join(around), set()).update(reasons)
        for child in ast.iter_child_nodes(node):
            read(child, around)

    read(ast.parse(source), ())
    return found


def _reasons(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Attribute):
        return {node.attr} & (NAMES | ATTRIBUTES)
    if isinstance(node, ast.Name):
        return {node.id} & NAMES
    if isinstance(node, ast.keyword) and node.arg:
        return {node.arg} & ARGUMENTS | _lookups(node.arg)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return _lookups(node.value)
    return set()


def _lookups(name: str) -> set[str]:
    _, apart, lookup = name.rpartition("__")
    return {lookup} & set(LOOKUPS) if apart else set()


class Visits:
    """Which of these places are come by meanwhile, in any thread: called, or its table written to.

    Every call is looked at only until the last of these functions was called, and not at all where
    no function is among them: looking makes a test twice as slow.
    """

    def __init__(self, wanted: list[Place]):
        self._wanted = {(place.path, place.name) for place in wanted if not _is_declared(place)}

    def __enter__(self):
        self._called: set[tuple[str, str]] = set()
        self._known: dict[int, types.CodeType] = {}  # kept, or another would get its number
        self._before = sys.getprofile()
        self._writes = Writes()
        self._writes.__enter__()
        if self._wanted:
            threading.setprofile(self._look)
            sys.setprofile(self._look)
        return self

    def __exit__(self, *about):
        if self._wanted:
            sys.setprofile(self._before)
            threading.setprofile(self._before)
        self._writes.__exit__(*about)

    def _look(self, frame, event, _):
        code = frame.f_code
        if event == "call" and id(code) not in self._known:
            self._known[id(code)] = code
            if (place := (code.co_filename, code.co_qualname)) in self._wanted:
                self._called.add(place)
            if self._called == self._wanted:
                sys.setprofile(self._before)

    def of(self, place: Place) -> bool:
        if _is_declared(place):
            return bool(self._writes.tables & {one._meta.db_table for one in _models(place)})
        return (place.path, place.name) in self._called


def _is_declared(place: Place) -> bool:
    """Nothing of it is called: the database itself holds it."""
    return place.reasons <= DECLARED


def _models(place: Place) -> list[type[models.Model]]:
    """The model, or those that inherit what it declares; of a function, all beside it."""
    declared = getattr(importlib.import_module(place.module), place.name)
    if isinstance(declared, type):
        return [model for model in apps.get_models() if issubclass(model, declared)]
    return [model for model in apps.get_models() if model.__module__ == place.module]
