"""The one-way line of imports: brand <- leads <- roadshow <- stories."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LINE = ["brand", "leads", "roadshow", "stories"]
COMPOSITION = {"brand/settings.py", "brand/urls.py", "brand/wsgi.py"}


def imported_rooms(path: Path) -> set[str]:
    """Rooms whose modules this file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found & set(LINE)


def to_the_right_of(room: str) -> set[str]:
    return set(LINE[LINE.index(room) + 1 :])


@pytest.mark.parametrize("room", LINE)
def test_imports_run_one_way(room):
    against = {
        str(path.relative_to(ROOT)): imported_rooms(path) & to_the_right_of(room)
        for path in (ROOT / room).rglob("*.py")
        if str(path.relative_to(ROOT)) not in COMPOSITION and "node_modules" not in path.parts
    }
    assert {name: rooms for name, rooms in against.items() if rooms} == {}


@pytest.mark.parametrize("room", LINE)
def test_relations_run_one_way(room):
    """A foreign key given as a string escapes the reading of imports; the registry does not."""
    against = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation
        and not field.auto_created
        and field.related_model is not None
        and field.related_model._meta.app_label in to_the_right_of(room)
    ]
    assert against == []


def test_the_reading_of_imports_sees_an_import(tmp_path):
    """The check can fail: an import inside a function counts too."""
    file = tmp_path / "against.py"
    file.write_text("def f():\n    from stories.gate.consent import x\n    return x\n")
    assert imported_rooms(file) == {"stories"}


@pytest.mark.parametrize("folder", ["templates", "tests"])
def test_templates_and_tests_mirror_the_rooms(folder):
    beside = {"templates": set(), "tests": {"factories", "support", "browser", "bench"}}[folder]
    folders = {
        path.name
        for path in (ROOT / folder).iterdir()
        if path.is_dir() and not path.name.startswith(("_", "."))
    }
    # Templates of ours that take the place of Wagtail's stand under Wagtail's own name.
    assert folders - beside - {"wagtailadmin"} == set(LINE)
