"""What stands in a store, and what the rows know of it."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import FileField


def listed(store, folder: str = "") -> Iterator[str]:
    """The name of every file under a folder, however deep; what is still being written is none."""
    try:
        folders, files = store.listdir(folder)
    except OSError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files) if not name.startswith("."))
    for inner in sorted(folders):
        yield from listed(store, f"{prefix}{inner}")


def known() -> set[str]:
    """The names that some row has, of uploads of every kind."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, FileField)
        for name in model._default_manager.values_list(field.name, flat=True)
        if name
    }
