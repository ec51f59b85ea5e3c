"""Belgian enterprise numbers, in the notations people copy them from."""

import re
import unicodedata

from stdnum.be import vat
from stdnum.exceptions import ValidationError

from brand.text import visible

# What stands before the number on an invoice or in the register.
_CALLED = re.compile(
    r"\b(?:btw|b\.t\.w|tva|vat|kbo|bce|rpr|rpm|ondernemingsnummer|ondernemingsnr|nummer|nr|n°)\b[.:]*"
)
LOWEST = 100_000_000  # a number has at most one leading zero


def digits_of(typed: str) -> str | None:
    """Its ten digits, or None when it is no Belgian enterprise number."""
    plain = visible(unicodedata.normalize("NFKC", typed)).lower()
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", _CALLED.sub(" ", plain)).strip(" .:-")
    try:
        digits = vat.validate(plain) if plain else ""
    except ValidationError:
        return None
    return digits if digits and int(digits) >= LOWEST else None


def number_words(digits: str) -> str:
    """0417497106 as on an invoice, BE 0417.497.106: by its letters no program computes with it."""
    return re.sub(r"^(\d{4})(\d{3})(\d{3})$", r"BE \1.\2.\3", digits)
