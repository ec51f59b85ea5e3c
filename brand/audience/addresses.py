"""How an address is written, and what it is called at the newsletter service."""

import hashlib

from brand.forms.addresses import plain_address


def address_hash(email: str) -> str:
    """The name of an address at the newsletter service: MD5 of its lower case."""
    return hashlib.md5(plain_address(email).encode(), usedforsecurity=False).hexdigest()
