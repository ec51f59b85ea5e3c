"""The layout of the code: the line between the rooms, the line inside stories, and the folders."""

import ast
import functools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LINE = ["brand", "leads", "roadshow", "stories"]
COMPOSITION = {"brand/settings.py", "brand/urls.py", "brand/wsgi.py"}

MOST_MODULES = 25  # in one folder
# What Django, Wagtail and brand/rooms.py ask a room for by name.
FACE = {
    "__init__",
    "apps",
    "body_limits",
    "campaign_results",
    "change_groups",
    "due",
    "emails",
    "evidence_tables",
    "founding",
    "lead_stops",
    "leaving",
    "page_figures",
    "page_gate",
    "permissions",
    "personal_data",
    "public_api",
    "restoring",
    "retention",
    "moments",
    "newsletter_pieces",
    "newsletter_segments",
    "site_search",
    "sitemap",
    "urls",
    "wagtail_hooks",
    "week_report",
}
# Besides: words that a whole room shares, and what only the first room has.
SHARED = {
    "brand": {"blocks", "checks", "gating", "rooms", "settings", "site_urls", "text", "tokens"}
    | {"wsgi"},
    "leads": {"demo", "stages", "viewsets"},
    "roadshow": {"demo", "viewsets", "visit"},
    "stories": set(),
}

# The folders of stories: the rules in each import only folders to the left of it.
STORIES = ["text", "gate", "models", "editor", "sharing", "contributions", "withdrawal"]
STORIES += ["consent", "objections", "press", "people", "review", "languages", "listing", "desk"]
STORIES += ["newsletter", "impact", "sroi", "media_library"]
# A page model names the panels and the gate, and both ask its rows.
ROUND_TRIPS = {("models", "editor"), ("gate", "models"), ("editor", "consent")}
# What a browser asks for may combine anything; the rest of a folder is its rules.
SCREENS = {"views", "screens", "forms", "filters", "panels", "hooks", "viewset"}


def statements(path: Path, *, inside_functions: bool = True) -> Iterator[ast.AST]:
    todo: list[ast.AST] = [ast.parse(path.read_text())]
    while todo:
        node = todo.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            if inside_functions or not function:
                todo.append(child)


@functools.cache
def imports(path: Path, *, inside_functions: bool = True) -> set[str]:
    """Dotted names: `from stories.gate import consent` is stories.gate.consent."""
    found = set()
    for node in statements(path, inside_functions=inside_functions):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported_rooms(path: Path) -> set[str]:
    """Rooms whose modules this file imports, also inside functions."""
    return {name.split(".")[0] for name in imports(path)} & set(LINE)


def to_the_right_of(room: str) -> set[str]:
    return set(LINE[LINE.index(room) + 1 :])


def modules_of(room: str) -> Iterator[Path]:
    for path in (ROOT / room).rglob("*.py"):
        if not {"node_modules", "migrations"} & set(path.parts):
            yield path


@pytest.mark.parametrize("room", LINE)
def test_imports_run_one_way(room):
    against = {
        str(path.relative_to(ROOT)): imported_rooms(path) & to_the_right_of(room)
        for path in (ROOT / room).rglob("*.py")
        if str(path.relative_to(ROOT)) not in COMPOSITION and "node_modules" not in path.parts
    }
    assert {name: rooms for name, rooms in against.items() if rooms} == {}


COUNTS = "stories/impact/counting.py"  # what came of it is counted in the rows of other rooms


def test_stories_import_brand_alone():
    others = {"leads", "roadshow"}
    against = {
        name: imported_rooms(path) & others
        for path in modules_of("stories")
        if (name := str(path.relative_to(ROOT))) != COUNTS
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
    file.write_text("def f():\n    from stories.consent import x\n    return x\n")
    assert imported_rooms(file) == {"stories"}
    assert imports(file, inside_functions=False) == set()


@pytest.mark.parametrize("room", LINE)
def test_the_root_of_a_room_is_its_face(room):
    root = {path.stem for path in (ROOT / room).glob("*.py")}
    assert root - FACE - SHARED[room] == set()


@pytest.mark.parametrize("room", LINE)
def test_a_folder_stays_small(room):
    sizes = Counter(str(path.parent.relative_to(ROOT)) for path in modules_of(room))
    assert {folder: size for folder, size in sizes.items() if size > MOST_MODULES} == {}


def filter_sets(source: str) -> list[str]:
    if "FilterSet" not in source:
        return []
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith("FilterSet") for base in node.bases)
    ]


@pytest.mark.parametrize("room", LINE)
def test_filters_of_a_list_stand_in_filters(room):
    against = {
        str(path.relative_to(ROOT)): found
        for path in modules_of(room)
        if path.stem != "filters" and (found := filter_sets(path.read_text()))
    }
    assert against == {}


def test_the_reading_of_filters_sees_a_filter_set():
    assert filter_sets("class A(filters.WagtailFilterSet): pass\nclass B(View): pass") == ["A"]


def stories_folder(name: str) -> str:
    """`stories.gate.consent` stands in gate; what stands in no folder gives ""."""
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "stories" and parts[1] in STORIES else ""


def test_rules_of_stories_import_to_the_left():
    against = []
    for path in modules_of("stories"):
        folder = path.relative_to(ROOT / "stories").parts[0]
        if folder not in STORIES or path.stem.split("_")[-1] in SCREENS:
            continue
        for name in imports(path):
            other = stories_folder(name)
            if not other or other == folder or (folder, other) in ROUND_TRIPS:
                continue
            if STORIES.index(other) > STORIES.index(folder):
                against.append(f"{path.relative_to(ROOT)} -> {name}")
    assert sorted(against) == []


def test_every_folder_of_stories_has_its_place_in_the_line():
    elsewhere = {"demo", "emails", "migrations", "static", "templatetags"}
    folders = {path.name for path in (ROOT / "stories").iterdir() if path.is_dir()}
    assert folders - elsewhere - {"__pycache__"} == set(STORIES)


def test_models_load_without_their_own_package():
    """Whatever is imported while `stories.models` is made may take rows only by their own module.

    `from stories.models import StoryPage` there would find a package that is half made.
    """
    todo, seen, against = list((ROOT / "stories" / "models").glob("*.py")), set(), []
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        for name in imports(path, inside_functions=False):
            parent, _, taken = name.rpartition(".")
            if parent == "stories.models" and not module(name) and path.stem != "__init__":
                against.append(f"{path.relative_to(ROOT)}: {taken}")
            todo += [found for found in (module(name), module(parent)) if found]
    assert against == []
    assert ROOT / "stories" / "gate" / "consent.py" in seen


def module(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    if not name.startswith("stories.") or name == "stories.models":
        return None
    choices = path.with_suffix(".py"), path / "__init__.py"
    return next((choice for choice in choices if choice.is_file()), None)


@pytest.mark.parametrize("folder", ["templates", "tests"])
def test_templates_and_tests_mirror_the_rooms(folder):
    beside = {"templates": set(), "tests": {"factories", "support", "browser", "bench", "full"}}
    folders = {
        path.name
        for path in (ROOT / folder).iterdir()
        if path.is_dir() and not path.name.startswith(("_", "."))
    }
    # Templates of ours that take the place of Wagtail's stand under Wagtail's own name.
    assert folders - beside[folder] - {"wagtailadmin"} == set(LINE)


SHELVES = {"components", "email", "blocks", "forms"}  # what more than one folder uses, and mails


@pytest.mark.parametrize("room", LINE)
@pytest.mark.parametrize("kind", ["templates", "tests"])
def test_templates_and_tests_mirror_the_folders(kind, room):
    folders = {path.name for path in (ROOT / kind / room).iterdir() if any(path.rglob("*.*"))}
    own = {path.name for path in (ROOT / room).iterdir() if path.is_dir()}
    assert folders - own - SHELVES - {"__pycache__"} == set()
