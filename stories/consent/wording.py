"""The texts of the consent questions, per language; a consent records version and language.

Dutch, French and English stand in wording.toml and are always on. Every other language has a file
in wordings/ that says whether a native speaker read it; the federation switches each on.
"""

import tomllib
from functools import cache
from pathlib import Path

from brand.models import BrandKit, Organisation
from stories.models.consent import ConsentLanguage

HERE = Path(__file__).parent
YEARS = (1, 2, 5)  # how long it may be; each has its words
ABOUT = {"name", "checked"}  # what a file says about itself, for the federation alone


@cache
def _always() -> dict:
    return tomllib.loads((HERE / "wording.toml").read_text())


@cache
def offered() -> dict[str, dict]:
    """The languages that the federation may switch on, by code, with every sentence."""
    files = sorted((HERE / "wordings").glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text()) for file in files}


def version() -> str:
    return _always()["version"]


def languages() -> dict[str, str]:
    """Code and own name of each language that is on, Dutch first."""
    always = {code: told["language"] for code, told in _always().items() if isinstance(told, dict)}
    on = set(ConsentLanguage.objects.values_list("code", flat=True))
    return always | {code: told["language"] for code, told in offered().items() if code in on}


def known(language: str) -> str:
    """This language when it is on, else Dutch: `nl-be` is `nl`."""
    code = (language or "").lower().partition("-")[0]
    if isinstance(_always().get(code), dict):
        return code
    is_on = code in offered() and ConsentLanguage.objects.filter(code=code).exists()
    return code if is_on else "nl"


def words(
    language: str,
    *,
    partner: Organisation | None,
    on_paper: bool = False,
    known_as: str | None = None,
) -> dict:
    """Every sentence in this language, with telephone number and organisation filled in.

    partner: the person's partner; None only where there is no person yet.
    known_as: this very language, also while it is off, as the federation reads it.
    """
    code = known_as or known(language)
    dutch = _always()["nl"]
    told = {**dutch, "direction": "ltr", **(_always().get(code) or offered()[code])}
    kit = BrandKit.current()
    phone = kit.contact_phone or (partner.phone if partner else "")
    how = ("how_phone" if phone else "how_ask") if on_paper else "how_both" if phone else "how_link"
    told["questions_phone"] = phone  # for the link
    phone = kept_together(phone, told)
    how = told[how].format(phone=phone)
    name = partner.name if partner else kit.sender_name or kit.name
    told["intro"] = [line.format(how=how, partner=name) for line in told["intro"]]
    told["health_text"] = told["health_text"].format(partner=name)
    told["controller_none"] = told["controller_none"].format(partner=name)
    told["questions_call"] = told["questions_call"].format(phone=phone) if phone else ""
    told["code"] = code
    return {
        name.replace("-", "_"): sentence for name, sentence in told.items() if name not in ABOUT
    }


def kept_together(text: str, words: dict) -> str:
    """A telephone number or address keeps its order in a text that runs from right to left."""
    return f"\u2066{text}\u2069" if text and words["direction"] == "rtl" else text
