"""How much the names of two companies say that they are one.

rapidfuzz is loaded by the first comparison, and not at each start.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from brand.places import table
from brand.text import folded, unmarked
from leads.employers.matching import LEGAL_FORMS


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


FILLERS = _words("de het een van den der ter ten the la le les et en and bij voor")
# A word of these that only one of two names has, tells two companies of one house apart.
HOUSES = _words(
    "group groep holding invest investment investments immo vastgoed estate finance management "
    "logistics logistiek retail services industries international academy foundation"
)
COUNTRY = _words("belgium belgie belgique vlaanderen flanders benelux")
SHORT = {"zn": "zonen", "ets": "etablissementen", "fa": "firma", "bvr": "beroepsvereniging"}
PART = 85
SLIP = 80  # of 100; below it two words are two words
CLOSE = 90


class Name(NamedTuple):
    key: str  # without spaces and legal form
    words: tuple[str, ...]  # those that say which company it is
    places: frozenset[str]  # municipalities that the name ends with
    initials: str


@lru_cache(maxsize=1)
def municipalities() -> frozenset[str]:
    return frozenset(folded(row["name"]) for row in table.municipalities())


@lru_cache(maxsize=1 << 17)
def read(name: str) -> Name:
    """The parts of a company's name that are compared."""
    typed = [SHORT.get(word, word) for word in folded(unmarked(name)).split()]
    words = [word for word in typed if word not in LEGAL_FORMS] or typed
    telling = [word for word in words if word not in FILLERS and word not in COUNTRY] or words
    places = frozenset(telling[1:]) & municipalities()
    telling = [word for word in telling if word not in places]
    initials = "".join(word[0] for word in words if word not in FILLERS)
    return Name("".join(words), tuple(telling), places, initials)


def likeness(one: Name, other: Name, common: Collection[str] = ()) -> float:
    """From 0 to 1: 1 is the same name, 0 says that they are two companies.

    `common`: words that many companies have, such as "bakkerij"; they weigh less.
    """
    from rapidfuzz import fuzz

    if one.places and other.places and not one.places & other.places:
        return 0.0  # two branches
    if one.key == other.key:
        return 1.0
    if _numbers(one) != _numbers(other):
        return 0.0
    whole = fuzz.ratio(one.key, other.key)
    if sorted(one.words) == sorted(other.words):
        return 0.98
    shared, mine, yours = _matched(one.words, other.words, common)
    if mine and yours:
        if _is_acronym(one, other) or _is_acronym(other, one):
            return 0.8
        if whole >= CLOSE and not _differs(mine, yours):
            return whole / 100  # written in one word, or in two
        return 0.0
    alone = mine or yours
    if not shared or set(alone) & HOUSES:
        return 0.0
    if not alone:
        return shared
    if any(word not in common for word in min(one.words, other.words, key=len)):
        return 0.8 * shared  # one says more than the other
    return 0.0


def _numbers(name: Name) -> frozenset[str]:
    return frozenset(re.findall(r"\d+", " ".join(name.words)))


def _is_acronym(short: Name, long: Name) -> bool:
    return len(short.words) == 1 and len(short.key) >= 3 and short.key == long.initials


def _differs(mine: list[str], yours: list[str]) -> bool:
    """Words that stand alone on both sides and are no part of each other, as two surnames."""
    from rapidfuzz import fuzz

    if len(mine) != 1 or len(yours) != 1:
        return False
    return fuzz.partial_ratio(mine[0], yours[0]) < PART


def _matched(
    one: tuple[str, ...], other: tuple[str, ...], common: Collection[str]
) -> tuple[float, list[str], list[str]]:
    """How well the shared words agree (0 to 1), and the words that only one of the two has."""
    left, mine, total, weight = list(other), [], 0.0, 0.0
    for word in one:
        best = max(left, key=lambda candidate: _agree(word, candidate), default="")
        agree = _agree(word, best) if best else 0.0
        if agree:
            heavy = 0.5 if word in common else 1.0
            total, weight = total + heavy * agree, weight + heavy
            left.remove(best)
        else:
            mine.append(word)
    return (total / weight if weight else 0.0), mine, left


@lru_cache(maxsize=1 << 16)
def _agree(word: str, other: str) -> float:
    from rapidfuzz import fuzz

    if word == other:
        return 1.0
    short, long = sorted((word, other), key=len)
    if long.startswith(short) and (len(short) >= 3 or len(long) - len(short) > 3):
        return 0.9  # an abbreviation: alg. for algemene
    ratio = fuzz.ratio(word, other)
    if len(short) >= 4 and ratio >= SLIP:
        return ratio / 100
    return 0.0
