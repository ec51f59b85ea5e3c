"""How a company and an address are written, so that one is known again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.db.models import QuerySet

from brand.forms.addresses import plain_address
from brand.models import Organisation
from brand.privacy import identity as people
from brand.privacy.identity import Called
from brand.text import folded
from leads.models import Contact, Employer


def _listed(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text().split())


# What a company is in law says nothing about which company it is.
LEGAL_FORMS = _listed("legal_forms.txt")

# Addresses of people, not of companies: sharing one of these domains says nothing.
FREE_MAIL = _listed("free_mail.txt")


def firm_key(name: str) -> str:
    """What stays of a company's name when spelling, spacing and legal form are taken away."""
    words = folded(name).split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    while len(words) > 1 and words[0] in LEGAL_FORMS:
        words.pop(0)
    key = "".join(words) or "".join(name.casefold().split())
    if len(key) <= 140:
        return key
    return key[:100] + hashlib.sha256(key.encode()).hexdigest()[:40]


def mail_domain(email: str) -> str:
    """The company's own domain, or nothing when the address is at a free-mail service."""
    domain = plain_address(email).rpartition("@")[2].rstrip(".")
    return "" if domain in FREE_MAIL else domain


def identity(company: str, email: str, phone: str = "") -> str:
    """The key that identifies a company without a known enterprise number.

    Without a mail address the telephone number tells two companies of one name apart.
    """
    where = mail_domain(email) or plain_address(email) or (phone and f"tel:{phone}")
    return f"{where[:254]}|{firm_key(company)}"


def same_firm(one: str, other: str) -> bool:
    return firm_key(one) == firm_key(other)


def contacts_called(person: Called) -> list[Contact]:
    return people.with_number(Contact.objects.select_related("employer"), person)


def known_by_person(host: Organisation, company: str, person: Called) -> Employer | None:
    """The firm of this name where this partner knows this very person, by number and name."""
    return known_by_people(host, [(company, person)]).get((company, person))


def known_by_people(
    host: Organisation, asked: Iterable[tuple[str, Called]]
) -> dict[tuple[str, Called], Employer]:
    """The same of several firms and people at once.

    By the number first, and whom this partner knows among those: few have that number, while a
    partner may know everybody.
    """
    wanted = set(asked)
    called = {person for _, person in wanted}
    found = people.with_numbers(Contact.objects.select_related("employer"), called)
    if not found:
        return {}
    rows = [row.pk for some in found.values() for row in some]
    links = Contact.known_to.through.objects.filter(organisation=host, contact__in=rows)
    known = set(links.values_list("contact", flat=True))
    return {
        (company, person): row.employer
        for company, person in wanted
        for row in reversed(found.get(person, []))  # the first one stays
        if row.pk in known and same_firm(row.employer.name, company)
    }


def doubles_of(employer: Employer) -> QuerySet[Employer, Employer]:
    """Other rows of this firm: of the same name, with one of its people."""
    found: set[int] = set()
    for contact in employer.contacts.all():
        same = contacts_called(Called(contact.phone, contact.name))
        if contact.email:
            same += Contact.objects.filter(email=contact.email).select_related("employer")
        found |= {row.employer_id for row in same if same_firm(row.employer.name, employer.name)}
    return Employer.objects.filter(pk__in=found - {employer.pk})
