"""What stands on the pages where a portrayed person reads and erases, per language."""

import tomllib
from functools import cache
from pathlib import Path

from brand.models import Organisation
from stories.consent import wording


@cache
def _read() -> dict:
    return tomllib.loads((Path(__file__).parent / "erasure_words.toml").read_text())


def languages() -> dict[str, str]:
    """Code and own name of each language that has these words."""
    return {code: own for code, own in wording.languages().items() if code in _read()}


def words_in(language: str, *, partner: Organisation | None) -> dict:
    """In this language where we have the words, else in Dutch, the rest of the page with it."""
    code = wording.known(language)
    code = code if code in _read() else "nl"
    return {**wording.words(code, partner=partner), **_read()[code]}
