"""Finding a dossier by what colleagues, or the employer in its own words, wrote on its timeline.

Lines that the site writes itself are left out: whoever registered for Genk would answer to "genk".
"""

from collections.abc import Iterator
from functools import cache
from itertools import product

from django.db.models import Q
from django.db.models.functions import Upper

from brand.models import User
from brand.search import held, typed  # noqa: F401 - held makes `iholds` known
from brand.sqlite import pieces
from brand.text import unaccented, visible
from leads.follow_up import outcomes
from leads.models import Interaction
from leads.models.timeline import InteractionQuerySet

Kind = Interaction.Kind
WRITTEN = [*dict.fromkeys(result.kind for result in outcomes.RESULTS), Kind.MEETING, Kind.NOTE]
MOST = 2_000  # lines: so many answers say nothing
MOST_LINES = 200  # that hold a piece of a mistyped word
MOST_PIECES = 3  # of a word; those say enough
SHORTEST = 3  # letters; an index knows no shorter pieces


def lines(user: User) -> InteractionQuerySet:
    """What this person may read and people wrote."""
    by_people = Q(kind__in=WRITTEN, by__isnull=False) | Q(kind=Kind.CALLBACK)
    return Interaction.objects.visible_to(user).filter(by_people, undone_at=None).exclude(note="")


def leads(text: str, user: User) -> set[int]:
    """The numbers of the dossiers in whose notes every word stands; none when that says nothing.

    A short word says something beside a longer one, and where it is a whole word.
    """
    found: set[int] | None = None
    words = _words(text)
    if not words or len(words[0]) < SHORTEST:
        return set()
    for word in words:
        rows = lines(user).annotate(capitals=Upper("note")).order_by()
        rows = rows.filter(capitals__regex=_pattern(word))
        if found is None:
            rows = rows.filter(note__may_hold=_pieces(word))
        else:
            rows = rows.filter(lead__in=found)
        numbers = list(rows.values_list("lead", flat=True)[: MOST + 1])
        if len(numbers) > MOST:
            return set()
        found = set(numbers)
        if not found:
            break
    return found or set()


def holding(piece: str, user: User, most: int = MOST_LINES) -> Iterator[str]:
    """The words of notes in which this piece stands, to correct a mistyped word by."""
    if len(piece.strip()) >= SHORTEST:
        rows = lines(user).filter(note__iholds=piece.strip()).order_by()
        for note in rows.values_list("note", flat=True)[:most]:
            yield typed.text_line(note)


def is_too_short(text: str) -> bool:
    """Whether nothing is looked for in notes, since every word is too short to tell."""
    words = _words(text)
    return bool(words) and len(words[0]) < SHORTEST


def _words(text: str) -> list[str]:
    """The words that are looked for, longest first; an address stands in no note."""
    if "@" in text:
        return []
    words = visible(text[: typed.MOST_SIGNS].replace("\x00", " ")).split()[: typed.MOST_WORDS]
    return sorted(filter(None, map(unaccented, words)), key=len, reverse=True)


def _pattern(word: str) -> str:
    """In what form this stands in a note in capitals: "peer" is also "PÈER", or "PèER" in SQLite.

    Of the text in capitals, for those have the index by which pieces are found.
    """
    written = "".join(map(_letter, word))
    return written if len(word) >= SHORTEST else f"(^|{NO_LETTER}){written}($|{NO_LETTER})"


def _pieces(word: str) -> list[list[str]]:
    """Of each three letters in a row, the forms in which they may stand there; the fewest."""
    letters = [[sign, *ACCENTED.get(sign, "")] for sign in word]
    found = []
    for start in range(len(word) - pieces.SHORTEST + 1):
        three = letters[start : start + pieces.SHORTEST]
        found.append(["".join(form) for form in product(*three)])
    return sorted(found, key=len)[:MOST_PIECES]


@cache
def _letter(sign: str) -> str:
    if not sign.isalnum():
        return sign if sign == "_" else f"\\{sign}"
    accented = ACCENTED.get(sign, "")
    forms = [sign.upper(), *accented.upper(), *accented, *("" if sign.isascii() else sign)]
    forms = [one for one in dict.fromkeys(forms) if len(one) == 1]
    return f"[{''.join(forms)}]" if len(forms) > 1 else "".join(forms) or sign


# As our people write. No more: from many forms of each letter the index makes no pieces.
ACCENTED = {"a": "àáâä", "c": "ç", "e": "èéêë", "g": "ğ", "i": "ìíîï", "n": "ñ"}
ACCENTED |= {"o": "òóôö", "s": "şš", "u": "ùúûü", "y": "ÿ", "z": "ž"}
NO_LETTER = "[^0-9A-ZÀ-ÖØ-öø-ž_]"
