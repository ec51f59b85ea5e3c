"""Whole names in a text."""

from collections.abc import Iterable

from brand.text import folded


def whole_names_in(text: str, names: Iterable[str]) -> list[str]:
    """Those of these names, of two words or more, that stand in the text; each once, in order.

    A first name alone says too little about whom it means.
    """
    said = f" {folded(text)} "
    return sorted({name for name in names if len(name.split()) > 1 and f" {folded(name)} " in said})
