"""Size class, joint committee and NACE-BEL code, in the ways in which people write them."""

import math
import re

from leads.models import Employer

Size = Employer.Size
COMMITTEE = re.compile(
    r"(?:(?:p\.?[cs]\.?|paritair (?:sub)?comité)\s*(?:nr\.?\s*)?)?"
    r"(\d{3})(?:[.,]?(\d{2})|[.,](\d))?(?:\s*[-–:]\s*\D.*|\s+[^\W\d].*)?",
    re.ASCII | re.I,
)
CODE = re.compile(
    r"(?:nace(?:[- ]?bel)?\s*)?(\d{2})[. ]?(\d{0,3})(?:\s*[-–:]\s*\D.*|\s+[^\W\d].*)?", re.I
)
UPPER = {Size.MICRO: 9, Size.SMALL: 49, Size.MEDIUM: 249, Size.LARGE: math.inf}
IN_WORDS = {
    Size.MICRO: "micro micro-onderneming",
    Size.SMALL: "klein kleine",
    Size.MEDIUM: "middelgroot middelgrote",
    Size.LARGE: "groot grote",
}
_NUMBER = r"(\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d+)?"
_UNIT = r"\s*(?:mensen|werknemers|medewerkers|personeelsleden|personen|koppen|vte|fte)?\.?"
ONE = re.compile(_NUMBER + _UNIT)
RANGE = re.compile(rf"(?:van )?{_NUMBER}\s*(?:-|–|tot en met|tot|t/m|à)\s*{_NUMBER}{_UNIT}")
FEWER = re.compile(rf"(?:<|minder dan|tot)\s*{_NUMBER}{_UNIT}")
AT_LEAST = re.compile(
    rf"(?:>=|≥|vanaf|minstens)\s*{_NUMBER}{_UNIT}|{_NUMBER}\s*(?:\+|of meer|en meer){_UNIT}"
    rf"|{_NUMBER}{_UNIT} of meer"
)
MORE = re.compile(rf"(?:>|meer dan)\s*{_NUMBER}{_UNIT}")


def committee(text: str) -> str | None:
    """200, 327.01; None when it is no number of a joint committee."""
    found = COMMITTEE.fullmatch(text.strip())
    if found is None:
        return None
    # A spreadsheet drops the nought of 102.10.
    sub = found[2] or (f"{found[3]}0" if found[3] else "")
    return found[1] if sub in ("", "00") else f"{found[1]}.{sub}"


def nace_code(text: str) -> str | None:
    """Its digits alone; None when it is no NACE-BEL code."""
    text = re.sub(r"(?<=\d\.\d)\.(?=\d\b)|(?<=\d\.\d\d)\.(?=\d\b)", "", text.strip())
    found = CODE.fullmatch(text)
    return None if found is None or found[1] == "00" else found[1] + found[2]


def size(text: str) -> str | None:
    """The class of a number of people or of a narrower class; None where it names no one class."""
    text = " ".join(text.casefold().split())
    for one, words in IN_WORDS.items():
        if text in words.split():
            return one
    low, high = _bounds(text)
    return _class_of(low) if low is not None and _class_of(low) == _class_of(high) else None


def _bounds(text: str) -> tuple[float | None, float]:
    if found := ONE.fullmatch(text):
        return _read(found[1]), _read(found[1])
    if found := RANGE.fullmatch(text):
        return _read(found[1]), _read(found[2])
    if found := FEWER.fullmatch(text):
        return 1, _read(found[1]) - 1
    if found := AT_LEAST.fullmatch(text):
        return _read(next(filter(None, found.groups()))), math.inf
    if found := MORE.fullmatch(text):
        return _read(found[1]) + 1, math.inf
    return None, 0


def _read(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _class_of(people: float) -> str | None:
    if people < 1:
        return None
    return next(one for one, upper in UPPER.items() if people <= upper)
