"""How long the brand keeps what it knows of people; see brand/privacy/retention.py."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from brand import audience
from brand.models import (
    AddressChange,
    Invitation,
    KitDownload,
    NewsletterDelivery,
    OutboxState,
    OutgoingMail,
    ReceivedMail,
    Subscription,
    SubscriptionRecord,
    SyncJob,
)
from brand.models.outbox import UNCLAIMED
from brand.privacy.retention import Purpose, delete, each

State = Subscription.State


def _closed() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.exclude(state__in=[*UNCLAIMED, OutboxState.BUSY])


def _mail_with_words(before: datetime):
    return _closed().filter(created_at__lt=before).exclude(to="", subject="", text="", html="")


def _without_words(rows) -> int:
    return rows.update(to="", subject="", text="", html="")


def _mail(before: datetime):
    return _closed().filter(created_at__lt=before)


def _received(before: datetime):
    return ReceivedMail.objects.filter(at__lt=before)


def _newsletter_orders(before: datetime):
    return SyncJob.objects.filter(state=OutboxState.DONE, done_at__lt=before)


def _newsletters_got(before: datetime):
    rows = NewsletterDelivery.objects.exclude(subscription=None)
    return rows.filter(issue__done_at__lt=before)


def _to_nobody(rows) -> int:
    """That it left stays counted."""
    return rows.update(subscription=None, dedupe_key="")


def _taken_of_the_brand(before: datetime):
    return KitDownload.objects.exclude(by=None).filter(at__lt=before)


def _by_nobody(rows) -> int:
    """That the partner has it stays known."""
    return rows.update(by=None)


def _unconfirmed(before: datetime):
    """Subscriptions whose address was never confirmed."""
    lately = SubscriptionRecord.objects.filter(subscription=OuterRef("pk"), at__gte=before)
    asked = Subscription.objects.filter(state=State.ASKED, confirmed_at=None, stopped_at=None)
    return asked.filter(~Exists(lately), created_at__lt=before)


def _forget_request(row: Subscription) -> None:
    row.consents.all().delete()
    SyncJob.objects.filter(subscription=row).delete()
    row.delete()


def _stopped(before: datetime):
    """Unsubscribed addresses; a hash stays, which keeps the address off the list."""
    lately = SubscriptionRecord.objects.filter(subscription=OuterRef("pk"), at__gte=before)
    gone = Subscription.objects.filter(state__in=[State.STOPPED, State.REFUSED])
    return gone.filter(~Exists(lately), Q(stopped_at=None) | Q(stopped_at__lt=before))


def _to_hash(row: Subscription) -> None:
    audience.erase(row, way="bewaartermijn voorbij")


def _sessions(before: datetime):
    return Session.objects.filter(expire_date__lt=before)


def _invitations(before: datetime):
    return Invitation.objects.filter(Q(used_at__lt=before) | Q(expires_at__lt=before))


def _address_changes(before: datetime):
    return AddressChange.objects.filter(Q(used_at__lt=before) | Q(expires_at__lt=before))


PURPOSES = [
    Purpose("Inhoud van mails", "mail_words", "na de mail", _mail_with_words, _without_words),
    Purpose("Mails (soort en stand)", "mail_rows", "na de mail", _mail, delete),
    Purpose("Dat er een mail binnenkwam", "mail_rows", "na de mail", _received, delete),
    Purpose(
        "Opdrachten voor de nieuwsbriefdienst",
        "mail_words",
        "na de opdracht",
        _newsletter_orders,
        delete,
    ),
    Purpose(
        "Nieuwsbrief: niet bevestigde aanvragen",
        "newsletter_requests",
        "na de laatste aanvraag",
        _unconfirmed,
        each(_forget_request),
    ),
    Purpose(
        "Nieuwsbrief: adressen van wie stopte",
        "newsletter_stopped",
        "na het stoppen",
        _stopped,
        each(_to_hash),
    ),
    Purpose(
        "Wie welke nieuwsbrief kreeg",
        "mail_rows",
        "na het versturen",
        _newsletters_got,
        _to_nobody,
    ),
    Purpose(
        "Wie welk merkbestand meenam",
        "mail_rows",
        "na het meenemen",
        _taken_of_the_brand,
        _by_nobody,
    ),
    Purpose("Verlopen sessies", "", "na het verlopen", _sessions, delete),
    Purpose(
        "Uitnodigingen die gebruikt of verlopen zijn",
        "invitations",
        "na gebruik of verloop",
        _invitations,
        delete,
    ),
    Purpose(
        "Nieuwe adressen van collega’s, bevestigd of verlopen",
        "invitations",
        "na gebruik of verloop",
        _address_changes,
        delete,
    ),
]
