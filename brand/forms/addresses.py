"""Mail addresses: one way to keep and compare them, and the domain as mail servers know it."""

import unicodedata

import idna

from brand.text import visible

LONGEST = 253  # signs of a domain


def plain_address(typed: str) -> str:
    """The address as it is kept and compared everywhere.

    Capitals, look-alike letters and signs nobody sees make no other address, nor does a domain
    typed as mail servers know it (xn--caf-dma.be is café.be). Databases differ in which letters
    they take for one; nothing is asked of them.
    """
    address = visible(unicodedata.normalize("NFKC", typed)).strip().lower()
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{_readable(domain)}" if at else address


def ascii_domain(domain: str) -> str:
    """As mail servers know it, by IDNA 2008: straße.de is xn--strae-oqa.de.

    Raises UnicodeError for what can be no domain.
    """
    if domain.isascii():
        return domain
    if len(domain) > LONGEST:
        raise UnicodeError("longer than a domain can be")
    return idna.encode(domain, uts46=True).decode()


def _readable(domain: str) -> str:
    if "xn--" not in domain or len(domain) > LONGEST:
        return domain
    try:
        readable = idna.decode(domain)
        return readable if idna.encode(readable).decode() == domain else domain
    except UnicodeError:
        return domain
