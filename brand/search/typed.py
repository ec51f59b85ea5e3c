"""Finding rows by what people type: one behaviour for visitors, the door and the back office.

The beginning of a word is enough, in any order; every word must be found. Accents, capitals and
apostrophes do not count, nor whether a name is written in one piece (Vandenbroeck, Van den Broeck).
A telephone number is known in any notation. When nothing answers, the nearest words that exist
there are taken, a slip or two away.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, pairwise

from django.db.models import QuerySet

from brand.forms.addresses import plain_address
from brand.forms.phones import asks_for_number, phone_digits
from brand.text import folded, meant, slips, visible

MOST_WORDS = 8
MOST_SIGNS = 200
MOST_ROWS = 10_000  # of more the newest; so many answers say nothing

# A whole value that is a telephone number, and no year or house number.
NUMBER = re.compile(r"(?:\+|00?)[\d\s/.()\-]{6,}(?:\s*ext\. \d+)?")
# Small words that a name is written with, or joined to.
_JOINED = {"van", "vande", "vanden", "vander", "de", "den", "der", "des", "het", "te", "ten", "ter"}
_JOINED |= {"tot", "op", "in", "la", "le", "du", "da", "di", "von", "el", "al", "d", "l", "s", "t"}
# Letters that are no letter with an accent.
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})

# Texts that must all stand in a line; one such group of several is enough.
Part = list[tuple[str, ...]]


def line(*values: str | None) -> str:
    """These values as they are searched: every word between spaces, whole values first."""
    given = [value for value in values if value]
    more = (word for value in given for word in _more(value))
    return " ".join(["", *map(plain, given), *more, ""])


def text_line(*texts: str | None) -> str:
    """The same of running text, in which an address is a word among others."""
    words = " ".join(filter(None, texts)).split()
    said = [word for word in words if "@" not in word]
    return line(" ".join(said), *(word for word in words if "@" in word)) if words else ""


def asked_in_words(text: str) -> list[Part]:
    """The same of visitors, of whom signs alone (%, a smile) ask nothing."""
    return asked(" ".join(word for word in text[:MOST_SIGNS].split() if plain(visible(word))))


def asked(text: str) -> list[Part]:
    """What a line must hold to answer."""
    text = visible(text[:MOST_SIGNS].replace("\x00", " "))
    if number := asks_for_number(text):
        return [[(number,)]]
    return list(_parts(text.split()[:MOST_WORDS]))


def answers(found: str, parts: list[Part]) -> bool:
    return all(any(all(one in found for one in group) for group in part) for part in parts)


class Lines:
    """Thousands of lines, searched as one text: as fast as a text is."""

    def __init__(self, lines: Mapping[int, str]):
        """lines: by the number of their row."""
        self._numbers = list(lines)
        self._text = "\n".join(lines.values())
        self._starts = list(accumulate((len(one) + 1 for one in lines.values()), initial=0))

    def answering(self, parts: list[Part]) -> set[int]:
        """The numbers of those that answer; every one when nothing is asked."""
        found = set(range(len(self._numbers)))
        for part in parts:
            found &= set.union(*(self._with(group) for group in part))
        return {self._numbers[place] for place in found}

    def _with(self, group: tuple[str, ...]) -> set[int]:
        return set.intersection(*(set(self._holding(one)) for one in group))

    def _holding(self, one: str) -> Iterator[int]:
        """The places of the lines in which this text stands."""
        at = self._text.find(one)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            yield place
            at = self._text.find(one, self._starts[place + 1])


def corrected(text: str, lines: Iterable[str]) -> str:
    """The words that were probably meant, among those of these lines; "" when none are nearer."""
    text = text[:MOST_SIGNS]
    if "@" in text or asks_for_number(text):
        return ""
    words = {word for found in lines for word in found.split()}
    return meant(text.translate(_LETTERS), {word for word in words if word.isalpha()})


def pieces(text: str) -> dict[str, list[str]]:
    """By word, of which one at least stands in any line that holds the word that was meant.

    A word with one slip has one half without it, in either of two ways to cut it (for a slip that
    swaps two letters may lie on a cut); one with two slips has a third of it without.
    """
    text = text[:MOST_SIGNS]
    if "@" in text or asks_for_number(text):
        return {}
    words = folded(text.translate(_LETTERS)).split()[:MOST_WORDS]
    return {word: list(dict.fromkeys(_pieces(word))) for word in words}


def _pieces(word: str) -> Iterator[str]:
    number = slips(word) + 1
    if number == 1:
        yield word
        return
    for shift in (0, 1):
        cuts = [0, *(len(word) * at // number + shift for at in range(1, number)), len(word)]
        parts = [word[start:end] for start, end in pairwise(cuts)]
        yield from [f" {parts[0]}", *parts[1:-1], f"{parts[-1]} "]


def pick(text: str, rows: Iterable[tuple[object, str]]) -> list:
    """Of these pairs of a row and its line, the rows that answer."""
    rows = list(rows)
    found = _answering(text, rows)
    if not found and (other := corrected(text, (written for _, written in rows))):
        found = _answering(other, rows)
    return found


def matching(queryset: QuerySet, text: str, *columns: str) -> QuerySet:
    """The rows of this set that answer, by these columns (also those of related rows)."""
    lines: dict[int, list] = {}
    rows = queryset.order_by().prefetch_related(None).values_list("pk", *columns)
    for pk, *values in rows.iterator():
        lines.setdefault(pk, []).extend(values)
    found = pick(text, ((pk, line(*dict.fromkeys(values))) for pk, values in lines.items()))
    return queryset.filter(pk__in=sorted(found, reverse=True)[:MOST_ROWS])


def _answering(text: str, rows: list[tuple[object, str]]) -> list:
    parts = asked(text)
    return [row for row, found in rows if answers(found, parts)]


def plain(value: str) -> str:
    """Its words as they are compared; an address as it is kept."""
    return plain_address(value) if "@" in value else folded(value.translate(_LETTERS))


def _more(value: str) -> Iterator[str]:
    """Besides its plain words: names in one piece, the domain of an address, digits, signs."""
    if "@" in value:
        yield plain_address(value).rpartition("@")[2]
        return
    if NUMBER.fullmatch(value):
        yield from phone_digits(value)
        return
    words = plain(value).split()
    for start, word in enumerate(words):
        if word in _JOINED:
            yield _one_piece(words[start:])
    for word in value.split():
        if re.search(r"[’'‘`´]\w", word):  # also without what stands before the apostrophe
            yield plain(re.split(r"[’'‘`´]", word)[-1])
        if "." in word:
            yield plain_address(word)
        if not plain(word):
            yield word


def _one_piece(words: list[str]) -> str:
    """The small words at the beginning joined to the word behind them."""
    length = next((at for at, word in enumerate(words) if word not in _JOINED), len(words) - 1)
    return "".join(words[: length + 1])


def _parts(words: list[str]) -> Iterator[Part]:
    while words:
        word = words[0]
        if "@" in word:
            yield [(plain_address(word),)]
            words = words[1:]
            continue
        small = next((at for at, one in enumerate(words) if plain(one) not in _JOINED), len(words))
        if small and len(words) > 1:
            together = words[: small + 1]
            pieces = [plain(one) for one in together]
            yield [(" " + "".join(pieces),), tuple(f" {piece}" for piece in pieces)]
            words = words[len(together) :]
            continue
        yield _word(word)
        words = words[1:]


def _word(word: str) -> Part:
    words = plain(word).split()
    if not words:
        return [(f" {word}",)]
    found: Part = [tuple(f" {one}" for one in words)]
    return [*found, (f" {plain_address(word)}",)] if "." in word else found
