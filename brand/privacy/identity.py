"""When two rows are about one person: by mail address, or by telephone number and name together.

A number alone joins nobody: a switchboard is a whole firm's. Names are compared without accents,
signs and order. This is the one home of the rule: access, erasure and capture ask it.
"""

from collections.abc import Iterable
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
    return with_numbers(rows, [person]).get(person, [])


def with_numbers(rows: "QuerySet[Row, Row]", people: Iterable[Called]) -> dict[Called, list[Row]]:
    """The same of several people, in one query; who has none is left out."""
    written = {person: _written(person.phone) for person in people if person.identifies}
    if not written:
        return {}
    by_number: dict[str, list[Row]] = {}
    for row in rows.filter(phone__in=set().union(*written.values())).order_by("pk"):
        by_number.setdefault(getattr(row, "phone", ""), []).append(row)
    found = {
        person: [
            row
            for number in numbers
            for row in by_number.get(number, ())
            if same_name(getattr(row, "name", ""), person.name)
        ]
        for person, numbers in written.items()
    }
    return {person: sorted(some, key=_pk) for person, some in found.items() if some}


def _pk(row: Model) -> int:
    return int(row.pk)


def is_of(row: Model, person: Called) -> bool:
    """Whether a row that was read already, with a `phone` and a `name`, is of this person."""
    return (
        person.identifies
        and getattr(row, "phone", "") in _written(person.phone)
        and same_name(getattr(row, "name", ""), person.name)
    )


def _written(phone: str) -> set[str]:
    """The ways in which this number may have been kept."""
    typed = phone.strip()
    try:
        kept = as_kept(typed)
    except ValueError:
        return {typed}
    return {typed, kept, phone_words(kept)}
