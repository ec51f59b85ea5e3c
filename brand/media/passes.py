"""Pictures for holders of a personal link without an account: their addresses carry a pass.

Without a pass an unpublished picture is not served. Within `given()` every rendition address
carries a signature that is valid for a day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner

PARAMETER = "pas"
DAY = 24 * 3600

_given = ContextVar("given", default=False)


@contextmanager
def given() -> Iterator[None]:
    token = _given.set(True)
    try:
        yield
    finally:
        _given.reset(token)


def written(address: str, name: str) -> str:
    """The address of this file, with a pass where one is given."""
    if not _given.get():
        return address
    signature = _signer().sign(name).removeprefix(f"{name}:")
    return f"{address}?{urlencode({PARAMETER: signature})}"


def opens(passed: str, name: str) -> bool:
    try:
        _signer().unsign(f"{name}:{passed}", max_age=DAY)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="brand.media.passes")
