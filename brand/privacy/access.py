"""All data about one person: shown to those who may see it, and erased at the person's request.

Each room says in its module `personal_data` what it keeps about people:

    KEPT = [Kept("contact", "Contactpersoon", rows, told, owners, erase, "leads.view_employer")]

A mail address identifies a person: `rows(address)` are the rows about its owner. A telephone number
does so together with a name (brand/privacy/identity.py): `called(person)` are the rows about that
person. A person who proved an address sees what is kept under it; a number proves nothing, so what
hangs on that alone is found at the desk.
`told(row, reader)` is what this reader may see of a row that several partners share; None is the
person, who sees all. `owners` are the organisations that must agree before the desk erases a
row; a row of None is shared by all: only the person and administrators of the site read and erase
it. `erase_everywhere(row)`, when one of those two asked, also changes what other partners wrote.

What somebody said no to without a row being erased, a room notes with `journal.note` under a kind
of its own, and names what does it again after a backup:

    REFUSALS = {"belofte-nee": refuse_again}
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.core import signing
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from brand import scoping
from brand.forms.addresses import plain_address
from brand.models import Erasure
from brand.privacy import identity, journal
from brand.privacy.identity import Called
from brand.privacy.retention import write_down
from brand.rooms import modules
from brand.sqlite import pieces

SALT = "brand.access"
LINK_LIVES = 24 * 3600  # seconds
ERASE = "brand.erase_personal_data"


class Kept(NamedTuple):
    key: str
    what: str
    rows: Callable[[str], QuerySet]
    told: Callable[[Any, Any], Iterable[tuple[str, object]]]
    owners: Callable[[Any], set[int] | None]
    erase: Callable[[Any], object]
    right: str = ""  # a right at one of the owners that lets a user read the row
    # Whose data go with a row of this kind: with an employer, those of all its contacts.
    addresses: Callable[[Any], set[str]] = lambda row: {row.email} - {""}
    is_owned: bool = True  # by partners, so that it has a screen of its own at the desk
    erase_everywhere: Callable[[Any], object] | None = None
    # When the row began: with its number it is known again after a backup.
    born: Callable[[Any], datetime | None] = lambda row: row.created_at
    # Earlier rows that became one with it, each with when it began: a backup may have them still.
    absorbed: Callable[[Any], Iterable[tuple[Any, datetime]]] = lambda row: ()
    journals_itself: bool = False  # what erases it writes it in a journal of its own
    called: Callable[[Called], Iterable[Any]] = lambda person: ()
    # Who the row is about, as one would call them.
    people: Callable[[Any], set[Called]] = lambda row: _person_of(row)
    # Other rows of this kind that are the same: a second dossier of one employer.
    doubles: Callable[[Any], Iterable[Any]] = lambda row: ()
    # After a backup that does not know which address came in place of the one that it has.
    close_links: Callable[[Any], object] = lambda row: None


def _person_of(row) -> set[Called]:
    return {Called(getattr(row, "phone", ""), getattr(row, "name", ""))}


class Item(NamedTuple):
    kept: Kept
    row: Model
    reader: object = None  # a user at the desk; None is the person

    @property
    def key(self) -> tuple[str, int]:
        return self.kept.key, self.row.pk

    @property
    def is_shared(self) -> bool:
        return self.kept.owners(self.row) is None

    @property
    def told(self) -> list[tuple[str, str]]:
        """Label and words; what is empty is left out."""
        told = self.kept.told(self.row, self.reader)
        said = [(label, str(value)) for label, value in told if value]
        return [(label, words) for label, words in said if words.strip()]


def kinds() -> dict[str, Kept]:
    return {kept.key: kept for room in modules("personal_data") for kept in room.KEPT}


def refusals() -> dict[str, Callable[[journal.Entry], bool]]:
    """What does each kind of no again; whether there was anything to do."""
    found: dict[str, Callable[[journal.Entry], bool]] = {}
    for room in modules("personal_data"):
        found |= getattr(room, "REFUSALS", {})
    return found


def of_address(address: str) -> list[Item]:
    """Everything about the person with this mail address."""
    address = plain_address(address)
    found = [(kept, kept.rows(address)) for kept in kinds().values()] if address else []
    return [Item(kept, row) for kept, rows in found for row in rows]


def around(kept: Kept, row: Model) -> list[Item]:
    """This row, and everything about the people it is about."""
    asked = Item(kept, row)
    names = {identity.name_key(person.name) for person in kept.people(row)}
    found, left = {asked.key: asked}, [asked]
    while left:
        for other in _same(left.pop(), names):
            if other.key not in found:
                found[other.key] = other
                left.append(other)
    del found[asked.key]
    return [*found.values(), asked]


def _same(item: Item, names: set[str]) -> Iterator[Item]:
    """Rows about the people of this one. `names`: an address may be shared, so numbers are
    followed only of somebody who is called as whom we began with."""
    for address in item.kept.addresses(item.row):
        yield from of_address(address)
    for person in item.kept.people(item.row):
        if identity.name_key(person.name) in names:
            for kept in kinds().values():
                yield from (Item(kept, row) for row in kept.called(person))
    yield from (Item(item.kept, row) for row in item.kept.doubles(item.row))


def may_read(user, item: Item) -> bool:
    """Users with the right at a partner that knows this person; shared rows: administrators."""
    owners = item.kept.owners(item.row) or ()
    return _keeps(user) or any(scoping.may(user, item.kept.right, one) for one in owners)


def may_erase(user, items: Iterable[Item]) -> bool:
    """Administrators of the site; or users who manage every partner that knows this person.

    The address of a contact is as it was typed: it gives a partner no right to what all share.
    """
    if _keeps(user):
        return True
    partners = [item.kept.owners(item.row) for item in items if not item.is_shared]
    return bool(partners) and all(
        known and all(scoping.may(user, ERASE, one) for one in known) for known in partners
    )


def erasable(user, items: Iterable[Item]) -> list[Item]:
    """Of these, what goes when this user erases them."""
    return [item for item in items if _keeps(user) or not item.is_shared]


def _keeps(user) -> bool:
    """Administrators of the site have the right at every partner, and over shared rows."""
    return user.is_active and scoping.is_everywhere(user, ERASE)


def erase(items: list[Item], why: str, by=None) -> dict[str, int]:
    """All of it, now. How many of each kind; written down without a name.

    Each row in a transaction of its own: what fails half-way is asked again, and what is gone
    is gone.
    """
    counts: dict[str, int] = {}
    everywhere = by is None or _keeps(by)
    for item in items:
        kept, row = item.kept, item.row
        fresh = type(row)._default_manager.filter(pk=row.pk).first()
        if fresh is not None:  # what hung on another row went with it
            _erase_one(kept, fresh, everywhere)
        counts[kept.what] = counts.get(kept.what, 0) + 1
    pieces.purge(connection)
    for what, count in counts.items():
        write_down(what, count, why, by)
    return counts


def _erase_one(kept: Kept, row: Model, everywhere: bool) -> None:
    """Written in the journal too, so that a backup does not bring it back."""
    act = act_for(kept, everywhere)
    if kept.journals_itself:
        act(row)
        return
    rows = [(row.pk, kept.born(row)), *kept.absorbed(row)]
    with transaction.atomic():
        act(row)
        for number, born in rows:
            journal.note(kept.key, number, born, everywhere=everywhere)


def act_for(kept: Kept, everywhere: bool) -> Callable[[Any], object]:
    return (everywhere and kept.erase_everywhere) or kept.erase


def erase_own(items: list[Item]) -> dict[str, int]:
    return erase(items, Erasure.Why.SELF)


def as_data(items: list[Item]) -> list[dict]:
    """For a file that another system can read (art. 20 GDPR)."""
    return [{"soort": item.kept.what, "gegevens": _named(item.told)} for item in items]


def _named(told: list[tuple[str, str]]) -> dict:
    """By label; what was said more than once, as a list."""
    found: dict[str, list[str]] = {}
    for label, words in told:
        found.setdefault(label, []).append(words)
    return {label: said[0] if len(said) == 1 else said for label, said in found.items()}


def counted(items: list[Item]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for item in items:
        found[item.kept.what] = found.get(item.kept.what, 0) + 1
    return list(found.items())


def day_and_hour(moment) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H.i") if moment else ""


def link_token(address: str) -> str:
    """Opens everything about this address for a day; only ever mailed to it."""
    return signing.dumps(address, salt=SALT)


def address_of(token: str) -> str | None:
    try:
        return signing.loads(token, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature:
        return None
