"""People who said no, and whom the database that was put back does not know.

Their no is not dropped: it gets a row without a name, at the federation, so that their photographs
and films are withheld like those of anybody who refused them, also when they are uploaded again.
Whoever they are, only people can find out: the federation reads it on its home screen.
"""

from uuid import UUID

from stories.models import PortrayedPerson
from stories.withdrawal import others

NAME = "Iemand die deze databank niet kent"


def person_of(key: UUID, *, is_a_no: bool) -> PortrayedPerson | None:
    """The person with this key; of a no, at least a row that stands for that person.

    None before there is a federation: then the entry waits.
    """
    found = PortrayedPerson.objects.filter(key=key).first()
    if found or not is_a_no:
        return found
    if (house := others.house()) is None:
        return None
    said = {"organisation_id": house, "name": NAME, "is_from_journal": True}
    return PortrayedPerson.objects.get_or_create(key=key, defaults=said)[0]


def waiting():
    """Those of whom nobody said yet that it is known who they are."""
    return PortrayedPerson.objects.filter(is_from_journal=True, erased_at=None).order_by("pk")
