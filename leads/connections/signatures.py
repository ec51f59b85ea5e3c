"""Messages are signed as Standard Webhooks says, so that a ready-made library can check them.

A signature is an HMAC-SHA256 over number, moment and body. The secret is computed from a random
word with the key of this site, so that a copy of the database alone signs nothing.
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from django.utils import timezone

from brand import tokens
from leads.models import Webhook

PURPOSE = "webhook"
OVERLAP = timedelta(hours=24)


def secret_of(nonce: str, digest: str) -> str:
    """As it is shown, and as libraries take it."""
    return "whsec_" + base64.b64encode(_key(nonce, digest)).decode()


def _key(nonce: str, digest: str) -> bytes:
    return tokens.token_for(PURPOSE, nonce, digest).encode()


def renew(hook: Webhook) -> str:
    """A new secret, shown once. For a day both sign, so that the other end can take its time."""
    if hook.nonce:
        hook.old_nonce, hook.old_digest = hook.nonce, hook.digest
        hook.old_until = timezone.now() + OVERLAP
    hook.nonce = tokens.new_nonce()
    hook.digest = tokens.digest(tokens.token_for(PURPOSE, hook.nonce))
    return secret_of(hook.nonce, hook.digest)


def headers(hook: Webhook, number: str, body: bytes, at: datetime) -> dict[str, str]:
    moment = str(int(at.timestamp()))
    keys = [_key(hook.nonce, hook.digest)]
    if hook.old_until and hook.old_until > at:
        keys.append(_key(hook.old_nonce, hook.old_digest))
    said = f"{number}.{moment}.".encode() + body
    made = [base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()) for key in keys]
    return {
        "webhook-id": number,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{one.decode()}" for one in made),
    }
