"""Search by postal code or name, in memory: no query per keystroke.

Each process keeps its own index; it lasts a minute, and ends at once in the process that loads.
"""

import re
import time
import unicodedata
from difflib import SequenceMatcher
from typing import NamedTuple

from brand.models.organisations import Province
from brand.models.places import Locality, Municipality, Station
from brand.places.distance import distance_km
from brand.text import unaccented, visible

LASTS_SECONDS = 60
LONGEST_QUERY = 100  # the longest label has about sixty characters
LEAST_LIKENESS = 0.75  # difflib's ratio; below it a misspelling is another word

_BRACKETS = re.compile(r"\(.*")
_CODE = re.compile(r"(?<![0-9a-z])(?:be? ?)?([1-9] ?[0-9]{3})(?![0-9])")  # also B9000 and 9 000
_COUNTRY = {"belgie", "belgique", "belgium", "vlaanderen"}
_PROVINCES = {label.lower().replace("-", " "): value for value, label in Province.choices}
_TOWNS_TOO = {"antwerpen", "brussel"}
_ABBREVIATIONS = (
    (re.compile(r"\bst (?=\w)"), "sint "),
    (re.compile(r"\bo l v\b"), "onze lieve vrouw"),
)


class Match(NamedTuple):
    """A place that was looked up; the point is the centre of its municipality."""

    label: str
    postal_code: str
    municipality: Municipality
    latitude: float
    longitude: float


class _Name(NamedTuple):
    """One name of one municipality, ready to be compared."""

    name: str
    plain: str
    compact: str
    weight: int
    postal_codes: tuple[str, ...]
    municipality: Municipality

    def match(self, postal_code: str = "") -> Match:
        code = postal_code or self.postal_codes[0]
        own = self.name == self.municipality.name
        label = f"{code} {self.name}" + ("" if own else f" ({self.municipality.name})")
        return Match(label, code, self.municipality, *self.municipality.centre)


# What it is decides among equals: a municipality first, then what was one until lately.
_WEIGHT = {None: 0, Locality.Kind.FORMER: 1, Locality.Kind.PART: 2, Locality.Kind.OTHER: 3}


class _Index:
    def __init__(self):
        municipalities = {row.pk: row for row in Municipality.objects.current() if row.postal_codes}
        self.names = [
            _named(row.name, None, row.postal_codes, row) for row in municipalities.values()
        ]
        for name, kind, code, pk in Locality.objects.values_list(
            "name", "kind", "postal_code", "municipality_id"
        ):
            if pk in municipalities:
                self.names.append(_named(name, kind, [code], municipalities[pk]))
        self.names.sort(key=lambda name: (name.weight, name.plain, name.postal_codes))
        self.by_code: dict[str, list[_Name]] = {}
        for name in self.names:
            for code in name.postal_codes:
                self.by_code.setdefault(code, []).append(name)
        self.owner = {code: row for row in municipalities.values() for code in row.postal_codes}


def _named(name, kind, codes, municipality) -> _Name:
    plain = _plain(name)
    return _Name(name, plain, plain.replace(" ", ""), _WEIGHT[kind], tuple(codes), municipality)


class _Remembered:
    """Something read from the database, kept by this process for a minute."""

    def __init__(self, read):
        self._read = read
        self._kept = None

    def __call__(self):
        kept = self._kept
        # A clock set back counts as a minute gone.
        if kept is None or not 0 <= time.monotonic() - kept[0] < LASTS_SECONDS:
            kept = self._kept = (time.monotonic(), self._read())
        return kept[1]

    def forget(self):
        self._kept = None


_index = _Remembered(_Index)
_stations = _Remembered(lambda: list(Station.objects.all()))


def forget() -> None:
    """Read the places anew at the next question, in this process."""
    _index.forget()
    _stations.forget()


def find(text: str, limit: int = 8) -> list[Match]:
    """Places that match a postal code, a name, or both; the likeliest first.

    Takes what people type: no accents, no hyphens, "st truiden", the start of a name, the name
    of a municipality that has merged, a slip of the pen, or a label this function gave before.
    """
    asked, index = question(text), _index()
    if asked.code in index.by_code:
        return _matches(_at(index.by_code[asked.code], asked.name), limit, asked.code)
    if asked.code and not asked.name:
        starting = sorted(code for code in index.by_code if code.startswith(asked.code))
        return [index.by_code[code][0].match(code) for code in starting[:limit]]
    names = index.names
    if asked.province:
        there = [name for name in names if name.municipality.province == asked.province]
        names = there if _fitting(there, asked.name) else names
    return _matches(_fitting(names, asked.name), limit)


class Question(NamedTuple):
    """What of a typed place says where it is: a street and its number say nothing."""

    code: str = ""  # a postal code, or its first digits
    name: str = ""  # in small letters, without accents
    province: str = ""


def question(text: str) -> Question:
    """Reads a postal code, a name, an address, or a town with its province."""
    plain = visible(unicodedata.normalize("NFKC", str(text)[:LONGEST_QUERY]))
    parts = [_plain(part) for part in re.split(r"[,;\n]", _BRACKETS.sub("", plain))]
    parts = [part for part in parts if part and part not in _COUNTRY]
    named = [part for part in parts if province_of(part)] if len(parts) > 1 else []
    province = province_of(named[-1]) if named else ""
    parts = [part for part in parts if part not in named[-1:]] or parts
    where = next((part for part in reversed(parts) if _CODE.search(part)), None)
    if where is None:
        where = next((part for part in reversed(parts) if not re.search(r"[0-9]", part)), None)
    if where is None:
        where = " ".join(parts)
    code, name = _code_and_name(where)
    if code and len(code) < 4 and name:  # the number of a house
        code, name = "", _town_at_end(name)
    return Question(code, name, province)


def _town_at_end(name: str) -> str:
    """The town behind a street: of "europalaan genk", genk."""
    names, words = _index().names, name.split()
    if _ranked(names, name):
        return name
    ends = (" ".join(words[start:]) for start in range(1, len(words)))
    known = {found.compact for found in names}
    return next((end for end in ends if end.replace(" ", "") in known), name)


def province_of(text: str) -> str:
    """The province of this name; not where a town is called so, unless it is said."""
    plain = _plain(text)
    said = plain.removeprefix("provincie ").removeprefix("prov ")
    found = _PROVINCES.get(said, "")
    return found if plain != said or said not in _TOWNS_TOO else ""


def _code_and_name(where: str) -> tuple[str, str]:
    """With a code in it, the name is what stands behind it, or else before it."""
    bare = where.replace(" ", "")
    if re.fullmatch(r"b?e?[0-9]{1,4}", bare):  # "9 000", "B9000"
        return bare.lstrip("be"), ""
    if found := _CODE.search(where):
        behind, before = where[found.end() :].strip(), where[: found.start()].strip()
        return found[1].replace(" ", ""), behind or before
    words = where.split()
    digits = next((word for word in words if re.fullmatch(r"[0-9]{1,4}", word)), "")
    return digits, " ".join(word for word in words if word != digits)


def is_meant(match: Match, text: str) -> bool:
    """Whether this is what was typed and no guess: its postcode, its name, or both."""
    asked = question(text)
    typed = {*_plain(f"{asked.code} {asked.name}").split()}
    return bool(typed) and typed <= {*_plain(f"{match.label} {match.postal_code}").split()}


def municipality_of(postal_code: str | int) -> Municipality | None:
    return _index().owner.get(str(postal_code).strip())


def nearest_station(latitude, longitude) -> tuple[Station, float] | None:
    """The railway station that lies nearest, and its distance; None when none is loaded."""
    point = (float(latitude), float(longitude))
    measured = ((station, distance_km(point, station)) for station in _stations())
    return min(measured, key=lambda pair: pair[1], default=None)


def _plain(text: str) -> str:
    """Small letters without accents, words parted by one space, usual abbreviations in full."""
    plain = " ".join("".join(c if c.isalnum() else " " for c in unaccented(text)).split())
    for pattern, full in _ABBREVIATIONS:
        plain = pattern.sub(full, plain)
    return plain


def _matches(names: list[_Name], limit: int, code: str = "") -> list[Match]:
    """At most so many; another name for what already stands in the list adds nothing."""
    matches, seen = [], set()
    for name in names:
        match = name.match(code)
        place = (match.municipality.pk, match.postal_code)
        if name.weight == _WEIGHT[Locality.Kind.OTHER] and place in seen:
            continue
        seen.add(place)
        matches.append(match)
    return matches[:limit]


def _at(here: list[_Name], asked: str) -> list[_Name]:
    """Of the names with one postal code those that fit; all when none does or none is asked."""
    return _fitting(here, asked) or [
        found for found in here if found.weight < _WEIGHT[Locality.Kind.OTHER]
    ]


def _fitting(names: list[_Name], asked: str) -> list[_Name]:
    return (_ranked(names, asked) or _alike(names, asked)) if asked else []


def _ranked(names: list[_Name], asked: str) -> list[_Name]:
    """Exact, then beginning so, then a word beginning so, then anywhere; stable in each."""
    compact = asked.replace(" ", "")
    ranked = ((_rank(name, asked, compact), name) for name in names)
    fitting = [pair for pair in ranked if pair[0] is not None]
    return [name for _, name in sorted(fitting, key=lambda pair: pair[0])]


def _rank(name: _Name, asked: str, compact: str) -> int | None:
    if name.compact == compact:
        return 0
    if name.compact.startswith(compact):
        return 1
    if f" {asked}" in f" {name.plain}":
        return 2
    if len(asked) >= 3 and asked in name.plain:
        return 3
    return None


def _alike(names: list[_Name], asked: str) -> list[_Name]:
    """Names that differ by a slip of the pen, the most alike first."""
    compact = asked.replace(" ", "")
    if len(compact) < 4:
        return []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(compact)
    alike = []
    for name in names:
        matcher.set_seq1(name.compact)
        if matcher.real_quick_ratio() < LEAST_LIKENESS or matcher.quick_ratio() < LEAST_LIKENESS:
            continue
        if (likeness := matcher.ratio()) >= LEAST_LIKENESS:
            alike.append((-likeness, name))
    return [name for _, name in sorted(alike, key=lambda pair: pair[0])]
