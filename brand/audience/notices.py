"""What Mailchimp tells us by itself: kept as it came, answered at once, dealt with by the worker.

Anybody may send such a message, and it comes at least once, late, or in another order. So it is a
hint: whom it is about is asked of Mailchimp, and what that answers is what counts.
"""

import hashlib
import hmac
import logging
import re
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from brand import outbox
from brand.audience import differences, reconciliation, syncing
from brand.audience.addresses import address_hash
from brand.audience.local import Local
from brand.audience.service import AudienceError, FailureKind
from brand.audience.standings import ON, WORDS, Status
from brand.forms.addresses import plain_address
from brand.models import Difference, ServiceNotice, Subscription
from brand.outbox import outages

logger = logging.getLogger(__name__)

SIGNATURE = "X-Mailchimp-Signature"
STAMP = re.compile("[0-9]{1,12}")
WITHIN = 300  # seconds that its clock may differ from ours
LARGEST = 64 * 1024  # bytes; theirs are a few hundred
KEPT_FOR = timedelta(days=30)
PER_ROUND = 200
What = Difference.What


# The door ------------------------------------------------------------------------------------


def address() -> str:
    return settings.SITE_URL + reverse("newsletter_notice", args=[_secret(settings.SECRET_KEY)])


def is_secret(said: str) -> bool:
    """Earlier keys too: Mailchimp keeps the address that it was given."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(_secret(key).encode(), said.encode()) for key in keys)


def _secret(key: str) -> str:
    """One for each list, so that messages of another list are no messages of ours."""
    said = f"merkbaar.newsletter-notice:{settings.MAILCHIMP_AUDIENCE}".encode()
    return hmac.new(key.encode(), said, hashlib.sha256).hexdigest()[:40]


def is_signed(header: str, raw: bytes) -> bool:
    """`t=…,v1=…` over "{t}.{raw}". Without a key there is nothing to hold it to."""
    if not settings.MAILCHIMP_WEBHOOK_KEY:
        return True
    parts = [part.strip().partition("=") for part in header.split(",")]
    stamps = [value for name, _, value in parts if name == "t"]
    if len(stamps) != 1 or not STAMP.fullmatch(stamps[0]):
        return False
    if abs(time.time() - int(stamps[0])) > WITHIN:
        return False
    key = settings.MAILCHIMP_WEBHOOK_KEY.encode()
    wanted = hmac.new(key, stamps[0].encode() + b"." + raw, hashlib.sha256).hexdigest()
    said = [value for name, _, value in parts if name == "v1"]
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in said)


def keep(raw: bytes) -> None:
    """Written down as it came, once. What cannot be theirs is answered and forgotten."""
    said = _read(raw)
    if not said or len(raw) > LARGEST:
        return
    digest = hashlib.sha256(raw).hexdigest()
    email = said.get("data[email]") or said.get("data[old_email]") or ""
    try:
        with transaction.atomic():
            ServiceNotice.objects.create(
                digest=digest,
                body=raw,
                kind=said.get("type", "")[:20],
                email_hash=address_hash(email) if email else "",
                dedupe_key=f"melding:{digest}",
            )
    except IntegrityError:  # it comes at least once
        return
    outbox.poke_after_commit()


def _read(raw: bytes) -> dict[str, str]:
    try:
        found = parse_qs(raw.decode(), max_num_fields=200)
    except ValueError:  # also UnicodeDecodeError
        return {}
    return {name: values[-1] for name, values in found.items()}


# The worker ----------------------------------------------------------------------------------


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Deal with what came. How many rows."""
    outbox.release(ServiceNotice.objects.all())
    opened_with, dealt_with = syncing.fingerprint(), 0
    while dealt_with < PER_ROUND and keep_going():
        if outages.stopped(outages.NEWSLETTER, opened_with):
            break
        row = outbox.claim_next(ServiceNotice.objects.all())
        if row is None:
            break
        deal_with(row, opened_with)
        dealt_with += 1
    return dealt_with


def deal_with(row: ServiceNotice, opened_with: str) -> None:
    try:
        reason = _follow(row)
    except AudienceError as error:
        if error.kind is FailureKind.SKIPPED:
            outbox.finish(row, error.reason)
        elif error.kind in {FailureKind.LINE, FailureKind.AUTH}:
            until = syncing.stop_line(error, opened_with)
            outbox.put_back(row, until, error.reason, error.remedy)
        else:
            outbox.retry(row, error.reason, error.remedy)
    except Exception as error:  # a fault in one must not hold up the others
        logger.exception("Melding %s liep mis", row.pk)
        outbox.retry(row, f"De melding kon niet worden gelezen ({type(error).__name__}).")
    else:
        outbox.finish(row, reason)


def _follow(row: ServiceNotice) -> str:
    said = _read(bytes(row.body))
    if isinstance(syncing.service(), Local):
        return "Mailchimp staat uit: niets mee gedaan."
    if said.get("data[list_id]") not in {None, settings.MAILCHIMP_AUDIENCE}:
        return "Gaat over een andere lijst."
    if row.kind == "upemail":
        return _another_address(said)
    if not row.email_hash:
        return "Gaat over niemand."
    return _ask_about(row.email_hash, _person(said.get("data[email]", "")))


def _person(email: str) -> Subscription | None:
    try:
        wanted = plain_address(email)
    except ValueError:
        return None
    return Subscription.objects.filter(email=wanted, is_demo=False).first()


def _ask_about(digest: str, person: Subscription | None) -> str:
    line = syncing.mailchimp()
    member = line.member(digest)
    if member:
        verdict = reconciliation.look(person, member, line)
        return f"Nagekeken bij Mailchimp: {WORDS[member.status].lower()} ({verdict})."
    if person and person.state in ON:
        here, there = person.get_state_display(), WORDS[Status.ABSENT]
        differences.note_one(digest, person, What.MISSING, here, there)
    return "Staat er niet meer: dat is geen uitschrijving."


def _another_address(said: dict[str, str]) -> str:
    """Two addresses are never made one by a message: a person looks."""
    old, new = said.get("data[old_email]", ""), said.get("data[new_email]", "")
    person = _person(old)
    if person is None or not new:
        return "Gaat over niemand van ons."
    differences.note_one(address_hash(old), person, What.ADDRESS, old, new)
    return "Een ander e-mailadres: wacht op een mens."


def forget_old() -> int:
    """What came is kept to look into, and holds addresses."""
    rows = ServiceNotice.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    return rows.delete()[0]
