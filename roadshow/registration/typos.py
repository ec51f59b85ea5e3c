"""Slips of the finger in a mail address: gmial.com was meant to be gmail.com.

Only a proposal, never a refusal: an unusual domain may well be right.
"""

from brand.forms.addresses import plain_address

# Where employers and private people in Belgium have their mail, by our own reckoning.
USUAL = [
    "gmail.com",
    "hotmail.com",
    "hotmail.be",
    "outlook.com",
    "outlook.be",
    "telenet.be",
    "skynet.be",
    "proximus.be",
    "live.be",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "scarlet.be",
    "msn.com",
]
# Real services whose names lie one letter from those above.
REAL = {
    "mail.com",
    "ymail.com",
    "email.com",
    "me.com",
    "gmx.com",
    "live.nl",
    "live.fr",
    "hotmail.de",
}


def suggest(email: str) -> str:
    """The address that was probably meant, or nothing."""
    local, at, domain = plain_address(email).rpartition("@")
    if not at or not local or domain in USUAL or domain in REAL:
        return ""
    meant = next((usual for usual in USUAL if _one_slip(domain, usual)), "")
    return f"{local}@{meant}" if meant else ""


def _one_slip(typed: str, meant: str) -> bool:
    """One letter too many, too few, wrong, or two that changed places."""
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest, wanted = typed[start:], meant[start:]
    return (
        rest[1:] == wanted
        or rest == wanted[1:]
        or rest[1:] == wanted[1:]
        or (rest[:2] == wanted[:2][::-1] and rest[2:] == wanted[2:])
    )
