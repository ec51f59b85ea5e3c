"""Asking every room of the house the same question, without naming one.

Brand stands at the left of the line of imports and may not know the others. Where it needs
something from all of them (permissions, the demo, due work, founding pages), each room answers
in a module of an agreed name.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.apps import apps
from django.conf import settings


@cache
def first_party() -> tuple[str, ...]:
    """Our own apps' names, brand first: what the others build on comes before them."""
    own = [app.name for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return tuple(reversed(own))


@cache  # to look whether there is one costs more than most questions
def modules(name: str) -> tuple[ModuleType, ...]:
    """Every room's module of this name, in the order of the line of imports."""
    names = [f"{app}.{name}" for app in first_party()]
    return tuple(import_module(one) for one in names if find_spec(one))
