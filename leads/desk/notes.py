"""Finding a dossier by what colleagues, or the employer in its own words, wrote on its timeline.

Lines that the site writes itself are left out: whoever registered for Genk would answer to "genk".
"""

from collections.abc import Iterator

from django.db.models import Q

from brand.models import User
from brand.search import typed
from brand.text import visible
from leads.follow_up import outcomes
from leads.models import Interaction
from leads.models.timeline import InteractionQuerySet

Kind = Interaction.Kind
WRITTEN = [*dict.fromkeys(result.kind for result in outcomes.RESULTS), Kind.MEETING, Kind.NOTE]
MOST = 2_000  # lines: so many answers say nothing
MOST_LINES = 200  # that hold a piece of a mistyped word
SHORTEST = 3  # letters; an index knows no shorter pieces


def lines(user: User) -> InteractionQuerySet:
    """What this person may read and people wrote."""
    by_people = Q(kind__in=WRITTEN, by__isnull=False) | Q(kind=Kind.CALLBACK)
    return Interaction.objects.visible_to(user).filter(by_people, undone_at=None).exclude(note="")


def leads(text: str, user: User) -> set[int]:
    """The numbers of the dossiers in whose notes every word stands; none when that says nothing."""
    found: set[int] | None = None
    for word in _words(text):
        rows = lines(user).filter(note__icontains=word).order_by()
        if found is not None:
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
        rows = lines(user).filter(note__icontains=piece.strip()).order_by()
        for note in rows.values_list("note", flat=True)[:most]:
            yield typed.text_line(note)


def _words(text: str) -> list[str]:
    """The words that are looked for, longest first; none when one is too short to tell."""
    words = visible(text[: typed.MOST_SIGNS].replace("\x00", " ")).split()[: typed.MOST_WORDS]
    if "@" in text or any(len(word) < SHORTEST for word in words):
        return []
    return sorted(words, key=len, reverse=True)
