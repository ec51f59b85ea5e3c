"""How a company and an address are written, so that one is known again."""

import hashlib
from pathlib import Path

from brand.forms.addresses import plain_address
from brand.text import folded


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
