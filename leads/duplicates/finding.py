"""Which employers are likely the same one.

Every pair that shares a telephone number, an address, a domain of its own or a part of its name is
looked at (blocking: never every pair), and its evidence is added up. Two enterprise numbers are two
companies, whatever else they share; so are two names that each have a word of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from brand.forms.phones import as_kept
from brand.privacy.identity import name_key
from leads.duplicates import names
from leads.employers.matching import mail_domain
from leads.models import Contact, Employer, Establishment
from leads.models.employers import ContactQuerySet, EmployerQuerySet

THRESHOLD = 4.0
LARGEST_BLOCK = 60  # members; above it, a key says too little to compare all who share it
COMMON = 12  # companies with this word in their name, from which on it says little


@dataclass(frozen=True)
class Firm:
    """What is compared of one employer."""

    pk: int
    name: str
    number: str = ""
    municipality: int | None = None
    domain: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()  # names of contacts, as compared
    places: frozenset[str] = frozenset()  # numbers of establishments


@dataclass(frozen=True)
class Likely:
    """Two employers that are likely one."""

    first: int  # the smaller primary key
    second: int
    score: float
    reasons: list[str] = field(default_factory=list)  # Dutch, as shown


def firms(
    employers: EmployerQuerySet | None = None, contacts: ContactQuerySet | None = None
) -> dict[int, Firm]:
    """Employers by primary key, with what these contacts say of them."""
    rows = Employer.objects.all() if employers is None else employers
    people = Contact.objects.all() if contacts is None else contacts
    emails, phones, called = defaultdict(set), defaultdict(set), defaultdict(set)
    if employers is not None:
        people = people.filter(employer_id__in=rows.values_list("pk", flat=True))
    written = people.values_list("employer", "name", "email", "phone")
    for pk, name, email, phone in written.iterator(chunk_size=5000):
        called[pk].add(name_key(name))
        if email:
            emails[pk].add(email)
        if phone:
            phones[pk].add(_number(phone))
    places = defaultdict(set)
    numbered = Establishment.objects.exclude(number="")
    if employers is not None:
        numbered = numbered.filter(employer_id__in=rows.values_list("pk", flat=True))
    for pk, number in numbered.values_list("employer", "number").iterator(chunk_size=5000):
        places[pk].add(number)
    columns = rows.order_by().values_list(
        "pk", "name", "enterprise_number", "municipality", "mail_domain", "located_by"
    )
    return {
        pk: Firm(
            pk,
            name,
            number or "",
            # Two who came to one stop are not in one place for that.
            None if located_by == Employer.LocatedBy.STOP else municipality,
            domain or next(iter(sorted(filter(None, map(mail_domain, emails[pk])))), ""),
            frozenset(emails[pk]),
            frozenset(phones[pk]),
            frozenset(called[pk]) - {""},
            frozenset(places[pk]),
        )
        for pk, name, number, municipality, domain, located_by in columns.iterator(chunk_size=5000)
    }


def _number(phone: str) -> str:
    try:
        return as_kept(phone)
    except ValueError:
        return re.sub(r"\D", "", phone)


def likely(found: Iterable[Firm], threshold: float = THRESHOLD) -> Iterator[Likely]:
    """Every pair of these at or above the threshold, once."""
    every = {firm.pk: firm for firm in found}
    words = Counter(word for firm in every.values() for word in set(names.read(firm.name).words))
    common = {word for word, count in words.items() if count >= COMMON}
    same_name = Counter(names.read(firm.name).key for firm in every.values())
    for one, other in _candidates(every.values(), common):
        pair = compare(every[one], every[other], common, same_name)
        if pair.score >= threshold:
            yield pair


def compare(
    one: Firm,
    other: Firm,
    common: Collection[str] = (),
    same_name: Counter[str] | None = None,
) -> Likely:
    """The evidence that two employers are one, added up. `same_name`: companies by name."""
    first, second = sorted((one.pk, other.pk))
    if one.number and other.number and one.number != other.number:
        return Likely(first, second, 0.0)
    mine, yours = names.read(one.name), names.read(other.name)
    alike = names.likeness(mine, yours, common)
    if alike < 0.6:
        return Likely(first, second, 0.0)
    if bool(mine.places) != bool(yours.places) and not _same_people(one, other):
        return Likely(first, second, 0.0)  # a branch in the place that one of the names says
    score, reasons = _of_name(alike)
    seldom = same_name is None or max(same_name[mine.key], same_name[yours.key]) <= 2
    score += 0.5 if seldom else -0.5
    if one.municipality and other.municipality:
        same = one.municipality == other.municipality
        score += 1.5 if same else -0.5
        reasons += ["zelfde gemeente"] if same else []
    for shared, weight, words in (
        (one.emails & other.emails, 3.0, "zelfde e-mailadres"),
        (one.phones & other.phones, 3.0, "zelfde telefoonnummer"),
        (one.people & other.people, 1.5, "zelfde contactpersoon"),
        (one.places & other.places, 3.0, "zelfde vestigingsnummer"),
    ):
        if shared:
            score += weight
            reasons.append(words)
    if one.domain and other.domain:
        same = one.domain == other.domain
        score += 2.5 if same else -1.5
        reasons += [f"zelfde maildomein ({one.domain})"] if same else []
    return Likely(first, second, round(score, 2), reasons)


def _same_people(one: Firm, other: Firm) -> bool:
    where = one.municipality is not None and one.municipality == other.municipality
    return where or bool(one.emails & other.emails or one.phones & other.phones)


def _of_name(alike: float) -> tuple[float, list[str]]:
    if alike == 1:
        return 3.0, ["zelfde naam, op schrijfwijze en rechtsvorm na"]
    if alike >= 0.9:
        return 2.0, ["bijna dezelfde naam"]
    return 1.0, ["de ene naam is een korte vorm van de andere"]


def _candidates(found: Collection[Firm], common: Collection[str]) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, object], list[int]] = defaultdict(list)
    for firm in found:
        for key in _keys(firm, common):
            blocks[key].append(firm.pk)
    pairs = set()
    for members in blocks.values():
        if 1 < len(members) <= LARGEST_BLOCK:
            pairs |= set(combinations(sorted(members), 2))
    return pairs


def _keys(firm: Firm, common: Collection[str]) -> set[tuple[str, object]]:
    name = names.read(firm.name)
    keys: set[tuple[str, object]] = {("name", name.key)}
    keys |= {("mail", email) for email in firm.emails}
    keys |= {("phone", phone) for phone in firm.phones}
    keys |= {("place", number) for number in firm.places}
    if firm.domain:
        keys.add(("domain", firm.domain))
    for word in name.words:
        if word not in common:
            keys |= {("word", word), ("head", word[:4]), ("tail", word[-4:])}
        if firm.municipality:
            keys |= {("near", (word[:3], firm.municipality))}
        keys |= {("who", (word[:3], person)) for person in firm.people}
    if firm.municipality:
        keys.add(("first", (name.key[:1], name.key[-2:], firm.municipality)))
    return keys
