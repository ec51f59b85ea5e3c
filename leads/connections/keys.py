"""How a partner's software makes itself known: a key, shown once, of which a hash is kept."""

import secrets
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import tokens
from brand.models import Organisation, User
from leads.models import ApiKey

SIGN = "merkbaar_"  # so that scanners for lost keys know it
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(
    user: User,
    organisation: Organisation,
    *,
    name: str,
    may_read: bool,
    may_write: bool,
    expires_on: date | None,
) -> tuple[ApiKey, str]:
    """The row, and the key itself, which nobody sees again."""
    secret = SIGN + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        organisation=organisation,
        name=name,
        digest=tokens.digest(secret),
        start=secret[: len(SIGN) + 4],
        may_read=may_read,
        may_write=may_write,
        expires_on=expires_on,
        created_by=user,
    )
    log(key, "wagtail.create", user=user)
    return key, secret


@transaction.atomic
def revoke(key: ApiKey, user: User) -> None:
    if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        log(key, "wagtail.delete", user=user)


def of(header: str) -> ApiKey | None:
    """Whose key stands in this `Authorization` header; None where it opens nothing."""
    kind, _, secret = header.strip().partition(" ")
    if kind.lower() != "bearer" or not secret.strip().startswith(SIGN):
        return None
    known = ApiKey.objects.usable().select_related("organisation")
    key = known.filter(digest=tokens.digest(secret.strip())).first()
    if key is not None:
        _was_used(key)
    return key


def _was_used(key: ApiKey) -> None:
    """To the minute: not each question writes."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - SEEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
