"""Companies in the register, by the beginning of their name or by their number."""

from django.db import connection

from brand.forms import enterprise_numbers
from brand.text import one_line
from leads.employers import location
from leads.employers.matching import firm_key
from leads.models import RegisterEntry

MOST = 8
SHORTEST = 3  # signs of a name, below which it says too little
LONGEST = 160
HIGHEST = "\U0010ffff"  # no name goes on with it


def find(typed: str) -> list[dict[str, str]]:
    """Name, number and place, as they can be typed into the form."""
    typed = one_line(typed)[:LONGEST]
    rows = RegisterEntry.objects.filter(is_person=False, left_on=None).exclude(name="")
    if number := enterprise_numbers.digits_of(typed):
        rows = rows.filter(number=number)
    else:
        key = firm_key(typed)
        if len(key) < SHORTEST:
            return []
        rows = rows.filter(name_key__startswith=key)
        if connection.vendor == "sqlite":  # its LIKE uses no index, comparing does
            rows = rows.filter(name_key__gte=key, name_key__lt=key + HIGHEST)
    known: location.Places = {}
    return [
        {
            "name": row.name,
            "number": enterprise_numbers.number_words(row.number).removeprefix("BE "),
            "where": row.where,
            "place": row.place if location.written(row.place, known) else "",
        }
        for row in rows.order_by("name_key", "number")[:MOST]
    ]
