"""What an evidence pack is made of: a question, tables in the language asked, and their cells."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format

from brand.models import Organisation, User

FEWEST = 5  # people; a smaller number says who


class Language(models.TextChoices):
    NL = "nl-be", "Nederlands"
    FR = "fr", "Français"
    EN = "en", "English"


class Words(NamedTuple):
    """A sentence or a name in the three languages of a pack."""

    nl: str
    fr: str
    en: str


class Few(NamedTuple):
    """A number of people that is not told."""


class Untold(NamedTuple):
    """A number that is not told: it is small, or a small one would follow from it."""


Cell = str | int | Decimal | date | Few | Untold | None
FEW_WORDS = Words("minder dan 5", "moins de 5", "fewer than 5")
UNTOLD_WORDS = Words("niet getoond", "non communiqué", "not shown")


@dataclass(frozen=True)
class Asked:
    """By whom, about which days (both included), of which partner (None: of all), in what words."""

    user: User
    start: date
    end: date
    organisation: Organisation | None = None
    language: str = Language.NL

    def say(self, words: Words) -> str:
        names = {Language.NL: words.nl, Language.FR: words.fr, Language.EN: words.en}
        return names[Language(self.language)]

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment up to the first one after it."""
        after = self.end + timedelta(days=1)
        first, last = (
            timezone.make_aware(datetime.combine(day, time()), timezone.get_default_timezone())
            for day in (self.start, after)
        )
        return first, last

    def day(self, day: date) -> str:
        with translation.override(self.language):
            return date_format(day, "j F Y")

    def write(self, cell: Cell) -> str:
        """As people read it in that language."""
        if cell is None:
            return "–"
        if isinstance(cell, Few):
            return self.say(FEW_WORDS)
        if isinstance(cell, Untold):
            return self.say(UNTOLD_WORDS)
        if isinstance(cell, date):
            return self.day(cell)
        if isinstance(cell, str):
            return cell
        cents = 2 if isinstance(cell, Decimal) else 0
        with translation.override(self.language):
            return number_format(cell, cents, use_l10n=True, force_grouping=True)


@dataclass(frozen=True)
class Table:
    """One subject. `total` stands below, as long as the columns; `note` says how it was counted."""

    key: str
    title: str
    columns: list[str]
    rows: list[list[Cell]]
    note: str
    total: list[Cell] | None = None


@dataclass(frozen=True)
class Pack:
    asked: Asked
    title: str
    facts: list[tuple[str, str]]
    tables: list[Table]
    method: list[str]
    is_example: bool


def together(groups: list[tuple[str, int, int]]) -> list[list[Cell]]:
    """Rows of a name, how many, and how many people: groups of few people as one row.

    So every number of people is at least `FEWEST`, and none below it is the difference of two that
    are told, also not of two tables. What all groups together have of fewer people is not told.
    """
    left = sorted(groups, key=lambda group: (group[2], group[0]))
    few: list[tuple[str, int, int]] = []
    while left and (left[0][2] < FEWEST or 0 < sum(group[2] for group in few) < FEWEST):
        few.append(left.pop(0))
    rows: list[list[Cell]] = [list(group) for group in sorted(left)]
    if few:
        number = sum(group[2] for group in few)
        names = " + ".join(sorted(group[0] for group in few))
        told: Cell = number if number >= FEWEST or not number else Few()
        rows.append([names, sum(group[1] for group in few), told])
    return rows


def added(cells: list[Cell]) -> Cell:
    """Their sum; not told when one of them is not."""
    if any(isinstance(cell, Few) for cell in cells):
        return Few()
    return sum((cell for cell in cells if isinstance(cell, int)), 0)
