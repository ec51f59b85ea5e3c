"""What is known of subscribers without asking them more: their role, and their employer's sector.

A room that knows something of an address answers in its module `newsletter_segments`:

    employers(emails) -> set of those that belong to somebody at an employer
    sectors(emails) -> the sector of that employer, by address

It is read when it is needed and kept nowhere, also not at Mailchimp: whoever is erased in a room is
in no group from then on. A group says how many there are, never who, or which partner knows them.
What a partner wrote about a person, such as a function, makes no group: it was noted to follow up a
visit, and nobody told that person that it would choose what is mailed.
"""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from brand import rooms
from brand.models import Subscription, User

PARTNER, EMPLOYER = "partner", "werkgever"
ROLES = {PARTNER: "Collega’s bij partners", EMPLOYER: "Mensen bij werkgevers die we kennen"}


class Offer(NamedTuple):
    """Groups that have somebody in them, and of how many it is not known."""

    groups: list[tuple[str, str]]
    unknown: int
    total: int


def roles(emails: Collection[str]) -> dict[str, str]:
    """By address; of who is not there it is not known."""
    works = User.objects.filter(is_active=True, memberships__is_accepted=True)
    colleagues = set(works.values_list("email", flat=True)) & set(emails)
    at_employers = {one for room in _rooms() for one in room.employers(emails)}
    found = dict.fromkeys(at_employers, EMPLOYER)
    return found | dict.fromkeys(colleagues, PARTNER)


def sectors(emails: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for room in _rooms():
        found |= room.sectors(emails)
    return found


def role_offer() -> Offer:
    emails = _subscribed()
    return _offer(emails, roles(emails), ROLES)


def sector_offer() -> Offer:
    emails = _subscribed()
    found = sectors(emails)
    return _offer(emails, found, {name: name for name in sorted(set(found.values()))})


def _offer(emails: list[str], found: dict[str, str], names: dict[str, str]) -> Offer:
    counts = Counter(found.values())
    groups = [(key, f"{name} ({counts[key]})") for key, name in names.items() if counts[key]]
    return Offer(groups, len(emails) - sum(counts.values()), len(emails))


def _subscribed() -> list[str]:
    rows = Subscription.objects.filter(state=Subscription.State.SUBSCRIBED).exclude(email=None)
    return list(rows.values_list("email", flat=True))


def _rooms():
    return rooms.modules("newsletter_segments")
