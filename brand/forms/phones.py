"""How a telephone number is typed, kept, and written for people to read.

phonenumbers is loaded by the first number, and not at each start.
"""

import re
import unicodedata
from typing import TYPE_CHECKING

from brand.text import visible

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# "toestel 12", "x12" and what else stands before the number of one telephone in a house.
_EXTENSION = re.compile(
    r"[\s,;(]*(?:(?<![a-z])(?:ext(?:ensie|ension)?|toestel|tst|binnenpost|poste?|intern|x)|#)"
    r"[\s.:=]*(\d{1,7})\)?$"
)
_CALLED = re.compile(r"^(?:tel(?:efoon)?|gsm|t|mobiel|m)\s*[.:]\s*|^(?:tel|gsm)\s+")
# As it stands in a text, with its spaces; what is in tags and in these elements is no text.
_IN_TEXT = re.compile(
    r"<(script|style|textarea|option|title|code)\b.*?</\1>|<[^<>]*>"
    r"|(?P<number>(?<![\w+.,/-])(?:\+|0)\d+(?: ?/ ?\d{2,4})?"
    r"(?:[ \u00a0./-](?:\(0\) ?)?\d{2,4}){1,6}(?![\w]))",
    re.DOTALL,
)
_BREAKS, _NO_DIGIT = re.compile(r"[ /-]"), re.compile(r"\D")
_SEPARATORS = re.compile(r"[\s/.()\-]+")
LEAST_DIGITS = 8


def as_kept(typed: str) -> str:
    """+32470123456, with "ext. 12" behind it when that was typed.

    Letters stand for no digits here. Raises ValueError for what is no number that can be called.
    """
    number, extension = _parted(typed)
    if re.search(r"[^\W\d_]", number):
        raise ValueError("geen telefoonnummer")
    import phonenumbers

    parsed = _parsed(number)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        raise ValueError("geen telefoonnummer")
    kept = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{kept} ext. {extension}" if extension else kept


def is_written_number(typed: str) -> bool:
    """Digits, and no words but those of an extension; also a short number as 1700."""
    number, _ = _parted(typed)
    return bool(re.search(r"\d", number)) and not re.search(r"[^\W\d_]", number)


def _parsed(number: str) -> "PhoneNumber | None":
    """A number without a country is a Belgian one."""
    import phonenumbers

    try:
        return phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return None


def _parted(typed: str) -> tuple[str, str]:
    """The number and its extension, with plain spaces."""
    plain = visible(unicodedata.normalize("NFKC", typed)).strip().lower()
    plain = _CALLED.sub("", plain)
    if found := _EXTENSION.search(plain):
        return plain[: found.start()], found[1]
    return plain, ""


def phone_words(number: str) -> str:
    """+32470123456 as people here write it: 0470 12 34 56."""
    import phonenumbers

    parsed = _parsed(number)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return number
    style = phonenumbers.PhoneNumberFormat
    here = parsed.country_code == 32
    return phonenumbers.format_number(parsed, style.NATIONAL if here else style.INTERNATIONAL)


def is_possible(text: str) -> bool:
    """Whether it can be a number, somewhere."""
    import phonenumbers

    number = _parsed(text)
    return number is not None and phonenumbers.is_possible_number(number)


def phone_digits(text: str) -> list[str]:
    """A number as people dial it and as the world writes it: 0470123456 and 32470123456."""
    import phonenumbers

    number = _parsed(text)
    if number is None:
        digits = re.sub(r"\D", "", text)
        return [digits] if digits else []
    national = phonenumbers.national_significant_number(number)
    return [f"0{national}", f"{number.country_code}{national}"]


def in_one_piece(page: str, how: str = 'class="whole"') -> str:
    """A piece of HTML in which no telephone number is torn over two lines, wherever it stands."""

    def kept(found: re.Match[str]) -> str:
        number = found["number"]
        if (
            not number
            or not _BREAKS.search(number)
            or len(_NO_DIGIT.sub("", number)) < LEAST_DIGITS
        ):
            return found[0]
        return f"<span {how}>{number}</span>"

    return _IN_TEXT.sub(kept, page)


def asks_for_number(text: str) -> str | None:
    """The digits of (part of) a telephone number, or "" when the text is something else."""
    bare = _SEPARATORS.sub("", text.strip().replace("(0)", ""))
    digits = bare.removeprefix("+")
    if not re.fullmatch(r"[0-9]{4,20}", digits):
        return None
    return digits[2:] if digits.startswith("00") else digits
