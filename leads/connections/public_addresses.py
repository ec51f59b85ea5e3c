"""Where a message may go: to a public address over https, and nowhere inside our own network.

A name is resolved at each delivery, every address it stands for is looked at, and the connection is
made to the one that was looked at: a name that says something else a moment later changes nothing.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

PORT = 443
NOT_HTTPS = "Schrijf een adres dat met https:// begint."
NO_PASSWORD = "Zet geen naam of wachtwoord in het adres."  # noqa: S105 - a sentence
OTHER_PORT = "Enkel de gewone poort van https (443) kan."
NOT_PUBLIC = "Dit adres ligt niet op het open internet. Daar sturen we niets heen."
UNKNOWN = "Dit adres bestaat niet, of de naam is nu niet te vinden."


class Place(NamedTuple):
    host: str
    port: int
    path: str
    is_https: bool


def place(url: str) -> Place:
    """The parts of an address that may be sent to. Raises ValidationError."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, (parts.hostname or "").rstrip(".")
    except ValueError:
        raise ValidationError(NOT_HTTPS) from None
    inside = settings.WEBHOOKS_TO_OWN_NETWORK
    if not host or parts.scheme not in ("https", *(["http"] if inside else [])):
        raise ValidationError(NOT_HTTPS)
    if parts.username or parts.password:
        raise ValidationError(NO_PASSWORD)
    if not inside:
        if port not in (None, PORT):
            raise ValidationError(OTHER_PORT)
        if _is_own_name(host):
            raise ValidationError(NOT_PUBLIC)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return Place(host, port or PORT, path, parts.scheme == "https")


def _is_own_name(host: str) -> bool:
    """A name without a dot, of this machine or this house; or an address that is not public."""
    try:
        return not is_public(ip_address(host))
    except ValueError:
        own = ("localhost", "local", "internal", "lan", "home", "intranet", "arpa")
        return "." not in host or host.rpartition(".")[2].lower() in own


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """On the open internet, also where an older address is written inside a newer one."""
    if isinstance(address, IPv6Address):
        if address.scope_id or address.sixtofour or address.teredo:
            return False
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.packed[:12] == bytes.fromhex("0064ff9b") + bytes(8):  # through a translator
            return is_public(IPv4Address(address.packed[12:]))
    return address.is_global and not address.is_multicast


def resolved(place: Place) -> str:
    """The address to connect to. Raises ValidationError when the name has one that is ours."""
    try:
        found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise ValidationError(UNKNOWN) from None
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise ValidationError(UNKNOWN)
    if not settings.WEBHOOKS_TO_OWN_NETWORK and not all(
        is_public(ip_address(one)) for one in addresses
    ):
        raise ValidationError(NOT_PUBLIC)
    return addresses[0]
