"""How an address is written, and what it is called at the newsletter service."""

import hashlib


def normal(email: str) -> str:
    return email.strip().lower()


def address_hash(email: str) -> str:
    """The name of an address at the newsletter service: MD5 of its lower case."""
    return hashlib.md5(normal(email).encode(), usedforsecurity=False).hexdigest()
