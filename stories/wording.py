"""The words in which somebody is asked, per language; they stand in wording.toml.

A consent records the version and the language in which it was given.
"""

import tomllib
from functools import cache
from pathlib import Path

from brand.models import BrandKit


@cache
def _read() -> dict:
    return tomllib.loads((Path(__file__).parent / "wording.toml").read_text())


def version() -> str:
    return _read()["version"]


def languages() -> dict[str, str]:
    """Code and own name of each language, Dutch first."""
    return {code: words["language"] for code, words in _read().items() if isinstance(words, dict)}


def known(language: str) -> str:
    """This language when we have it, else Dutch: `nl-be` is `nl`."""
    code = (language or "").lower().partition("-")[0]
    return code if code in languages() else "nl"


def words(language: str, on_paper: bool = False) -> dict:
    """Every sentence in this language; the phone number is the brand's own."""
    told = dict(_read()[known(language)])
    phone = BrandKit.current().contact_phone
    how = ("how_phone" if phone else "how_ask") if on_paper else "how_both" if phone else "how_link"
    told["intro"] = [line.format(how=told[how].format(phone=phone)) for line in told["intro"]]
    told["questions_call"] = told["questions_call"].format(phone=phone) if phone else ""
    told["code"] = known(language)
    return {name.replace("-", "_"): sentence for name, sentence in told.items()}
