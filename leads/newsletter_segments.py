"""What the newsletter may know of an address: that it is somebody at an employer, and its sector.

Both are of the firm. Which partner met the person, and what was noted of them, stays here.
"""

from collections.abc import Collection, Iterator
from typing import Any

from leads.models import Contact, EmployerActivity

AT_ONCE = 500  # addresses in one question
Version = EmployerActivity.Version
# Divisions of NACE-BEL, in words of our own. 2008 and 2025 number these alike; 2003 does not.
NUMBERED_ALIKE = [Version.V2025, Version.V2008]
SECTORS = [
    (1, 3, "Landbouw en visserij"),
    (5, 33, "Industrie"),
    (35, 39, "Energie, water en afval"),
    (41, 43, "Bouw"),
    (45, 47, "Handel"),
    (49, 53, "Vervoer en logistiek"),
    (55, 56, "Horeca"),
    (58, 63, "Media, telecom en IT"),
    (64, 68, "Banken, verzekeringen en vastgoed"),
    (69, 82, "Diensten aan bedrijven"),
    (84, 84, "Overheid"),
    (85, 85, "Onderwijs"),
    (86, 88, "Zorg en welzijn"),
    (90, 93, "Cultuur, sport en vrije tijd"),
    (94, 99, "Andere diensten"),
]


def employers(emails: Collection[str]) -> set[str]:
    return {email for email, _ in _contacts(emails)}


def sectors(emails: Collection[str]) -> dict[str, str]:
    """Of who is known at firms of more than one sector it is not known."""
    firms = dict[str, set[int]]()
    for email, firm in _contacts(emails):
        firms.setdefault(email, set()).add(firm)
    of_firm = _sectors_of({firm for some in firms.values() for firm in some})
    found = {
        email: {of_firm[firm] for firm in some if firm in of_firm} for email, some in firms.items()
    }
    return {email: some.pop() for email, some in found.items() if len(some) == 1}


def _contacts(emails: Collection[str]) -> Iterator[tuple[str, int]]:
    for some in _parts(list(emails)):
        rows = Contact.objects.filter(email__in=some).exclude(email="")
        yield from rows.values_list("email", "employer_id")


def _sectors_of(firms: set[int]) -> dict[int, str]:
    """By the main activity of the whole firm, as the newest version of the codes names it."""
    found: dict[int, str] = {}
    for some in _parts(sorted(firms)):
        rows = EmployerActivity.objects.filter(employer__in=some, version__in=NUMBERED_ALIKE)
        rows = rows.filter(establishment=None).order_by("-is_main", "-version", "code", "pk")
        for firm, code in rows.values_list("employer_id", "code"):
            if sector := sector_of(code):
                found.setdefault(firm, sector)
    return found


def _parts(rows: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(rows), AT_ONCE):
        yield rows[first : first + AT_ONCE]


def sector_of(code: str) -> str:
    """Of a NACE code as digits; nothing when it has no division that we know."""
    try:
        division = int(code[:2])
    except ValueError:
        return ""
    return next((name for first, last, name in SECTORS if first <= division <= last), "")
