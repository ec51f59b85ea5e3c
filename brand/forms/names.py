"""Names of people and companies: what cannot be one."""

import re
import unicodedata

ONLY_A_NAME = "Vul hier alleen een naam in, zonder web- of mailadres."

_DOMAIN = r"(?:[^\W_][\w-]*\.)+"
# What mail programs make a link of, also without a path. Not `de`: J.P.De Smet is a person.
_ENDINGS = (
    "app|be|biz|brussels|cc|ch|click|club|cn|co|com|dev|edu|eu|example|fr|gent|gov|info|io|link|"
    "live|lu|net|nl|online|org|pro|ru|shop|site|store|top|uk|vip|vlaanderen|website|xyz"
)
_BARE = re.compile(rf"(?<![\w.]){_DOMAIN}(?:{_ENDINGS})(?![\w.]*\w)")
_ADDRESS = re.compile(
    rf"\w+://|\bhttps?:|\bmailto:|\bwww\.|\w@{_DOMAIN}\w|{_DOMAIN}[^\W\d_]{{2,}}(?::\d+)?[/?#]"
)
_CALLED_SO = re.compile(rf"{_DOMAIN}\w+(?: [\w.]+)?")  # Bol.com, Booking.com Belgium


def can_be_a_name(text: str) -> bool:
    """A name has a letter or a digit."""
    return any(sign.isalnum() for sign in text)


def holds_web_address(text: str, *, of_company: bool = False) -> bool:
    """Whether a reader, or a mail program, takes (part of) this for an address to follow.

    A company may be called by its domain, as Bol.com is; as part of a sentence that is an address.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\u3002", ".").lower()
    if _ADDRESS.search(plain):
        return True
    return bool(_BARE.search(plain)) and not (of_company and _CALLED_SO.fullmatch(plain))
