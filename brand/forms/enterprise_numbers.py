"""Belgian numbers of enterprises and establishments, in the notations people copy them from."""

import re
import unicodedata

from stdnum.be import vat
from stdnum.exceptions import ValidationError

from brand.text import visible

# What stands before the number on an invoice or in the register.
_CALLED = re.compile(
    r"\b(?:btw|b\.t\.w|tva|vat|kbo|bce|rpr|rpm|ondernemingsnummer|ondernemingsnr"
    r"|vestigingsnummer|vestigingsnr|vestigingseenheidsnummer|vestigingseenheid|vestiging"
    r"|ve|nummer|nr|n°)\b[.:]*"
)
LOWEST = 100_000_000  # a number has at most one leading zero


def digits_of(typed: str) -> str | None:
    """Its ten digits, or None when it is no Belgian enterprise number."""
    plain = _without_words(typed)
    try:
        digits = vat.validate(plain) if plain else ""
    except ValidationError:
        return None
    return digits if digits and int(digits) >= LOWEST else None


def establishment_digits(typed: str) -> str | None:
    """The ten digits of an establishment (vestigingseenheid), or None when these are none.

    It begins with 2 to 8, where an enterprise begins with 0 or 1; its check digits are made alike.
    """
    digits = re.sub(r"[\s.\-]", "", _without_words(typed))
    if not re.fullmatch(r"[2-8]\d{9}", digits, re.ASCII):
        return None
    return digits if 97 - int(digits[:8]) % 97 == int(digits[8:]) else None


def _without_words(typed: str) -> str:
    plain = visible(unicodedata.normalize("NFKC", typed)).lower()
    return re.sub(r"[\u2010-\u2015\u2212]", "-", _CALLED.sub(" ", plain)).strip(" .:-")


def number_words(digits: str) -> str:
    """0417497106 as on an invoice, BE 0417.497.106: by its letters no program computes with it."""
    return re.sub(r"^(\d{4})(\d{3})(\d{3})$", r"BE \1.\2.\3", digits)


def establishment_words(digits: str) -> str:
    """2000000339 as the register writes it: 2.000.000.339."""
    return re.sub(r"^(\d)(\d{3})(\d{3})(\d{3})$", r"\1.\2.\3.\4", digits)
