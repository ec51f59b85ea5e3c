"""How a company and an address are written, so that one is known again."""

import hashlib
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
    known = Contact.objects.filter(known_to=host).select_related("employer")
    found = people.with_number(known, person)
    return next((row.employer for row in found if same_firm(row.employer.name, company)), None)


def doubles_of(employer: Employer) -> QuerySet[Employer, Employer]:
    """Other rows of this firm: of the same name, with one of its people."""
    found: set[int] = set()
    for contact in employer.contacts.all():
        same = contacts_called(Called(contact.phone, contact.name))
        if contact.email:
            same += Contact.objects.filter(email=contact.email).select_related("employer")
        found |= {row.employer_id for row in same if same_firm(row.employer.name, employer.name)}
    return Employer.objects.filter(pk__in=found - {employer.pk})
