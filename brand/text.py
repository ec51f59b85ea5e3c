"""Typed text: what is seen of it, comparing words, and reading primary keys."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property

LARGEST_NUMBER = 2**63 - 1  # of a BigAutoField; SQLite takes nothing above it


def row_number(text: object) -> int | None:
    """The number of a row, when this can be one: plain digits, above zero, within the column."""
    digits = str(text)
    if not digits.isascii() or not digits.isdigit() or len(digits) > len(str(LARGEST_NUMBER)):
        return None
    number = int(digits)
    return number if 0 < number <= LARGEST_NUMBER else None


def is_no_row(text: str) -> bool:
    """Digits, of whatever script or length, that a filter takes for a row and that are none."""
    return text.isdigit() and text.strip("0") != "" and row_number(text) is None


def row_numbers(texts: Iterable[object]) -> list[int]:
    """Those among these that can be one."""
    return [number for text in texts if (number := row_number(text)) is not None]


EXAMPLE = "(VOORBEELD)"  # in the names of what the demo made


def unmarked(name: str) -> str:
    """A name of the demo where a badge beside it says already that it is invented."""
    return name.replace(EXAMPLE, "").strip()


def one_line(text: str) -> str:
    """What was typed or pasted over several lines, as one; without NUL, which is no text."""
    return " ".join(text.replace("\x00", "").split())


# Signs that show nothing, besides those of category Cf: fillers of Hangul and Khmer, joiners.
UNSEEN = {*"\u034f\u115f\u1160\u17b4\u17b5\u2065\u2800\u3164\uffa0"}
UNSEEN |= {chr(code) for code in [*range(0x180B, 0x1810), *range(0xFFF0, 0xFFF9)]}
UNSEEN |= {chr(code) for code in [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]}  # variants


def visible(text: str) -> str:
    """Without what nobody sees: marks of width zero, of direction, of where a word may break."""
    if text.isascii():
        return text
    return "".join(
        " " if sign in "\u2028\u2029" else sign
        for sign in text
        if sign not in UNSEEN and unicodedata.category(sign) != "Cf"
    )


def unaccented(text: str) -> str:
    """Lower case, without accents: "Liège" becomes "liege"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def folded(text: str) -> str:
    """Lower case, no accents or signs, one space between words: "Pèers & Zn." is "peers en zn"."""
    plain = unaccented(re.sub(r"[&+]", " en ", text))
    plain = re.sub(r"[.'’‘`´]", "", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


class Vocabulary:
    """Words that exist, laid out once to find the one that was meant."""

    def __init__(self, words: Iterable[str] = ()):
        self.words = frozenset(words)

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)

    @cached_property
    def _joined(self) -> str:
        return " ".join(self.words)

    @cached_property
    def _by_length(self) -> dict[int, list[tuple[int, str]]]:
        """The words of each length, with the set of their letters."""
        found: dict[int, list[tuple[int, str]]] = {}
        for word in self.words:
            found.setdefault(len(word), []).append((_letters(word), word))
        return found

    def holds(self, part: str) -> bool:
        """Whether this is (part of) a word."""
        return part in self._joined

    def near(self, word: str) -> Iterator[tuple[int, str]]:
        """The words that this may be a slip for, each with the number of slips."""
        allowed, letters = slips(word), _letters(word)
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            for others, known in self._by_length.get(length, ()):
                # One slip changes two letters of the set at most: this skips nearly all cheaply.
                if (others ^ letters).bit_count() <= 2 * allowed:
                    distance = apart(word, known)
                    if distance <= allowed:
                        yield distance, known


def meant(asked: str, *known: Iterable[str]) -> str:
    """What was probably meant, in words that exist; empty when each word does, or none is near."""
    vocabularies = [one if isinstance(one, Vocabulary) else Vocabulary(one) for one in known]
    found = [_nearest(word, vocabularies) for word in folded(asked).split()]
    if not found or not all(found) or found == folded(asked).split():
        return ""
    return " ".join(found)


def slips(word: str) -> int:
    """How many slips we forgive: in a short word each letter counts."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2


def _nearest(word: str, vocabularies: list[Vocabulary]) -> str:
    """The word itself where it is (part of) one that exists, else the nearest, else nothing."""
    if any(one.holds(word) for one in vocabularies):
        return word
    near = [found for one in vocabularies for found in one.near(word)]
    return min(near)[1] if near else ""


def _letters(word: str) -> int:
    """The set of its letters, as bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31)
    return bits


def apart(one: str, other: str) -> int:
    """Letters to add, drop, replace or swap with their neighbour, to come from one to the other."""
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, sign in enumerate(other, start=1):
            costs = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                costs.append(earlier[j - 2] + 1)
            row.append(min(costs))
    return row[-1]
