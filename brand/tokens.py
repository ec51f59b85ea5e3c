"""Links that give access by themselves.

The database keeps a random nonce and the hash of the token. The token itself is computed from
the nonce with the secret key, so that a mail sent later can carry it, while a copy of the
database alone opens nothing.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import wraps

from django.conf import settings


def new_nonce() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """What is stored and looked up: the SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def _compute(purpose: str, nonce: str, key: str, in_address: bool) -> str:
    message = f"merkbaar.token:{purpose}:{nonce}".encode()
    mac = hmac.new(key.encode(), message, hashlib.sha256).digest()
    if in_address:
        return base64.b32encode(mac[:20]).decode().lower()
    return base64.urlsafe_b64encode(mac[:24]).decode()


def token_for(
    purpose: str, nonce: str, stored_digest: str = "", *, in_address: bool = False
) -> str:
    """The token of this nonce: 192 bits, 32 characters.

    With the stored digest, keys that were replaced are tried too, so that a link mailed before
    the change and a mail sent after it carry the same token.

    `in_address`: for a mail address, where servers may change capitals: 160 bits, 32 small letters
    and digits.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    tokens = [_compute(purpose, nonce, key, in_address) for key in keys]
    return next((token for token in tokens if digest(token) == stored_digest), tokens[0])


def unlisted(view: Callable) -> Callable:
    """For a page behind a token: not searched, not kept by a browser or a proxy.

    The site's referrer policy (same-origin) already keeps the address from everybody else;
    "no-referrer" would make browsers hide the origin of our own forms, which CSRF then refuses.
    """

    @wraps(view)
    def page(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Cache-Control"] = "no-store, private"
        return response

    return page
