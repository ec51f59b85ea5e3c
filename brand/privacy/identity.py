"""When two rows are about one person: by mail address, or by telephone number and name together.

A number alone joins nobody: a switchboard is a whole firm's. Names are compared without accents,
signs and order. This is the one home of the rule: access, erasure and capture ask it.
"""

from typing import NamedTuple, TypeVar

from django.db.models import Model, QuerySet

from brand.forms.phones import as_kept, phone_words
from brand.text import folded

Row = TypeVar("Row", bound=Model)


class Called(NamedTuple):
    """Somebody at the other end of a telephone."""

    phone: str
    name: str

    @property
    def identifies(self) -> bool:
        return bool(self.phone.strip() and name_key(self.name))


def name_key(name: str) -> str:
    return " ".join(sorted(folded(name).split()))


def same_name(one: str, other: str) -> bool:
    return name_key(one) == name_key(other) != ""


def with_number(rows: "QuerySet[Row, Row]", person: Called) -> list[Row]:
    """Of these rows, with a `phone` and a `name`, those of this person."""
    if not person.identifies:
        return []
    found = rows.filter(phone__in=_written(person.phone)).order_by("pk")
    return [row for row in found if same_name(getattr(row, "name", ""), person.name)]


def _written(phone: str) -> set[str]:
    """The ways in which this number may have been kept."""
    typed = phone.strip()
    try:
        kept = as_kept(typed)
    except ValueError:
        return {typed}
    return {typed, kept, phone_words(kept)}
