"""Asking for the newsletter, confirming, stopping, being forgotten.

Each writes the stand and its evidence in one transaction, and puts what others must hear of it
in the queue.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brand import mail
from brand.audience import syncing
from brand.audience.addresses import address_hash
from brand.forms.addresses import plain_address
from brand.models import (
    Difference,
    OutgoingMail,
    ServiceNotice,
    Subscription,
    SubscriptionRecord,
    SyncJob,
)
from brand.privacy import journal

WORDING = "Ja, stuur mij maximaal één mail per maand. Ik kan altijd stoppen."

# A link older than this asks to begin again; a second request within the pause sends no mail,
# so that our forms cannot fill a mailbox.
LINK_LIVES = timedelta(days=30)
PAUSE = timedelta(minutes=10)

MAILS = [
    f"brand.emails.{name}"
    for name in ("confirm_newsletter", "newsletter_welcome", "newsletter_stopped")
]
State = Subscription.State
STOP = "nieuwsbrief-stop"  # in the journal


@transaction.atomic
def subscribe(
    email: str,
    *,
    name: str = "",
    company: str = "",
    province: str = "",
    interests: Iterable[str] = (),
    source: str,
    wording: str = WORDING,
    is_demo: bool = False,
) -> Subscription:
    """Mail a confirmation link; the address is on the list once it is used.

    source: where the box was ticked, in Dutch. wording: the sentence beside the box.
    The screen is the same for known and unknown addresses, so that none can be probed.
    """
    fields = {
        "name": mail.header_line(name)[:120],
        "company": mail.header_line(company)[:160],
        "province": province,
        "interests": sorted(set(interests)),
    }
    row = _row_of(plain_address(email), is_demo=is_demo)
    already_on = row.state == State.SUBSCRIBED
    # The address is not proven yet: known values are completed, not replaced.
    _take(row, fields, replace=not already_on)
    if already_on:
        _note(row, SubscriptionRecord.Said.ASKED, source, wording)
        syncing.enqueue(row)
        return row
    _ask_to_confirm(row, source, wording)
    return row


def _row_of(email: str, *, is_demo: bool) -> Subscription:
    rows = Subscription.objects.select_for_update()
    return rows.get_or_create(email=email, defaults={"is_demo": is_demo})[0]


def _take(row: Subscription, fields: dict, *, replace: bool) -> None:
    for name, value in fields.items():
        if value and (replace or not getattr(row, name)):
            setattr(row, name, value)
    row.save(update_fields=list(fields))


def _ask_to_confirm(row: Subscription, source: str, wording: str) -> None:
    recent = row.consents.filter(said=SubscriptionRecord.Said.ASKED, at__gt=timezone.now() - PAUSE)
    if any(_is_latest(asked) for asked in recent):
        return
    asked = _note(row, SubscriptionRecord.Said.ASKED, source, wording)
    mail.post("brand.emails.confirm_newsletter", asked.pk)


def confirm(asked: SubscriptionRecord, *, way: str) -> bool:
    """The person pressed the button behind the mailed link. False when the link is no good.

    Pressing twice does no harm.
    """
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=asked.subscription_id)
        if not link_holds(asked):
            return False
        if row.state in {State.SUBSCRIBED, State.RETURNING}:
            return True
        row.state, row.confirmed_at = State.SUBSCRIBED, timezone.now()
        row.save(update_fields=["state", "confirmed_at"])
        _note(row, SubscriptionRecord.Said.CONFIRMED, way, asked.wording)
        syncing.enqueue(row)
        mail.post("brand.emails.newsletter_welcome", row.pk)
    return True


def link_holds(asked: SubscriptionRecord) -> bool:
    """Whether this link may still confirm: young enough, and nothing was taken back since."""
    return (
        asked.said == SubscriptionRecord.Said.ASKED
        and asked.at > timezone.now() - LINK_LIVES
        and _is_latest(asked)
    )


def _is_latest(asked: SubscriptionRecord) -> bool:
    """An old link does not undo what was said after it."""
    later = SubscriptionRecord.objects.filter(subscription=asked.subscription_id, at__gt=asked.at)
    taken_back = [
        SubscriptionRecord.Said.STOPPED,
        SubscriptionRecord.Said.SERVICE_STOPPED,
        SubscriptionRecord.Said.ERASED,
    ]
    return not later.filter(said__in=taken_back).exists()


def stop(row: Subscription, *, way: str, is_replayed: bool = False) -> bool:
    """The person wants no more mails. Doing it twice does no harm; whether it was on.

    `is_replayed`: the backup that was put back did not know it, and the person does.
    """
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=row.pk)
        if row.state in {State.STOPPED, State.ERASED}:
            return False
        was_on = row.confirmed_at is not None
        row.state, row.stopped_at = State.STOPPED, timezone.now()
        row.save(update_fields=["state", "stopped_at"])
        _note(row, SubscriptionRecord.Said.STOPPED, way)
        syncing.enqueue(row)
        if was_on and not is_replayed:
            mail.post("brand.emails.newsletter_stopped", row.pk)
        if not (is_replayed or row.is_demo):
            journal.note(STOP, row.pk, row.created_at)
        return True


def refused(row: Subscription, *, way: str) -> bool:
    """A mail server says that nobody receives mail there: no more mails. Whether it was on."""
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=row.pk)
        if row.state != State.SUBSCRIBED:
            return False
        row.state, row.stopped_at = State.REFUSED, timezone.now()
        row.save(update_fields=["state", "stopped_at"])
        _note(row, SubscriptionRecord.Said.SERVICE_STOPPED, way[:200])
        return True


def erase(row: Subscription, *, way: str, by=None) -> None:
    """Forget the person here and at the service; the hash stays, to keep them off the list.

    Afterwards the service refuses to take the address back: only its own form can.
    """
    with transaction.atomic():
        row = Subscription.objects.select_for_update().get(pk=row.pk)
        if row.state == State.ERASED:
            return
        syncing.enqueue(row, kind=SyncJob.Kind.ERASE, by=by)
        OutgoingMail.objects.filter(kind__in=MAILS, to__iexact=row.email).update(
            to="", subject="", text="", html=""
        )
        Difference.objects.filter(email_hash=address_hash(row.email)).delete()
        row.differences.all().delete()
        ServiceNotice.objects.filter(email_hash=address_hash(row.email)).delete()
        row.suppression_hash = suppression_hashes(row.email)[0]
        row.state, row.stopped_at, row.email = State.ERASED, timezone.now(), None
        row.name = row.company = row.province = ""
        row.interests = []
        row.save()
        _note(row, SubscriptionRecord.Said.ERASED, way)


def archive(row: Subscription, *, way: str, by=None) -> None:
    """No more mails; what is known of the person stays, here and at the service."""
    with transaction.atomic():
        stop(row, way=way)
        syncing.enqueue(row, kind=SyncJob.Kind.ARCHIVE, by=by)


def is_suppressed(email: str) -> bool:
    """Whether this person asked to be forgotten: only they can subscribe again."""
    return Subscription.objects.filter(suppression_hash__in=suppression_hashes(email)).exists()


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses that asked to be forgotten, with a few queries for all of them."""
    owners = {made: one for one in addresses for made in suppression_hashes(one)}
    hashes, found = list(owners), set()
    for start in range(0, len(hashes), 500):
        rows = Subscription.objects.filter(suppression_hash__in=hashes[start : start + 500])
        found |= {owners[one] for one in rows.values_list("suppression_hash", flat=True)}
    return found


def suppression_hashes(email: str) -> list[str]:
    """Salted, so that the table cannot be tried against a list of addresses; today's key first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    address = f"merkbaar.suppression:{plain_address(email)}".encode()
    return [hmac.new(key.encode(), address, hashlib.sha256).hexdigest() for key in keys]


def _note(row: Subscription, said: str, way: str, wording: str = "") -> SubscriptionRecord:
    version = hashlib.sha256(wording.encode()).hexdigest()[:12] if wording else ""
    return SubscriptionRecord.objects.create(
        subscription=row,
        said=said,
        way=mail.header_line(way),
        wording=wording,
        wording_version=version,
    )
