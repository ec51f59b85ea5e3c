"""How a company, an address and a telephone number are written, so that one is known again."""

import hashlib
import re
from pathlib import Path

import phonenumbers

from brand.forms.addresses import plain_address
from brand.text import folded


def _listed(name: str) -> frozenset[str]:
    return frozenset(Path(__file__).with_name(name).read_text().split())


# What a company is in law says nothing about which company it is.
LEGAL_FORMS = _listed("legal_forms.txt")

# Addresses of people, not of companies: sharing one of these domains says nothing.
FREE_MAIL = _listed("free_mail.txt")

SEPARATORS = re.compile(r"[\s/.()\-]+")


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


def identity(company: str, email: str) -> str:
    """The key that identifies a company without a known enterprise number."""
    where = mail_domain(email) or plain_address(email)
    return f"{where[:254]}|{firm_key(company)}"


def phone_digits(text: str) -> list[str]:
    """A number as people dial it and as the world writes it: 0470123456 and 32470123456."""
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        digits = re.sub(r"\D", "", text)
        return [digits] if digits else []
    national = phonenumbers.national_significant_number(number)
    return [f"0{national}", f"{number.country_code}{national}"]


def asks_for_number(text: str) -> str | None:
    """The digits of (part of) a telephone number, or "" when the text is something else."""
    bare = SEPARATORS.sub("", text.strip().replace("(0)", ""))
    digits = bare.removeprefix("+")
    if not re.fullmatch(r"[0-9]{4,20}", digits):
        return None
    return digits[2:] if digits.startswith("00") else digits
