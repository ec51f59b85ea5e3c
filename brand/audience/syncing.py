"""Telling the newsletter service what changed, through the queue.

A row says that something about a person must be told; what is told is read when it is sent.
Of an opt-out, the service knows best: what it holds as stopped, we stop too. Of absence we
conclude nothing.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from brand import mail, outbox
from brand.audience.addresses import address_hash
from brand.audience.answers import words_for
from brand.audience.local import Local
from brand.audience.newsletters import Cleaned, clean
from brand.audience.service import (
    AudienceError,
    FailureKind,
    Person,
    Service,
    Standing,
    Status,
    Together,
)
from brand.models import OutboxState, Subscription, SubscriptionRecord, SyncJob
from brand.outbox import outages

if TYPE_CHECKING:
    from brand.audience.mailchimp import Mailchimp

logger = logging.getLogger(__name__)

State = Subscription.State
PER_ROUND = 200  # then the other work gets its turn
AT_ONCE = 500  # people told again in one round, when there is a new list


def enqueue(row: Subscription, *, kind: str = SyncJob.Kind.STAND, by=None) -> SyncJob:
    """Put in the queue that the service must hear of this person."""
    job = SyncJob.objects.write(
        f"{kind}:{row.pk}",
        kind=kind,
        list_id=settings.MAILCHIMP_AUDIENCE,
        email_hash=address_hash(row.email),
        subscription=row,
        by=by,
    )
    outbox.poke_after_commit()
    return job


def service() -> Service:
    """The list that the settings choose: Mailchimp, on trial or for real, or our own."""
    mode, key, audience = (
        settings.MAILCHIMP_MODE,
        settings.MAILCHIMP_API_KEY,
        settings.MAILCHIMP_AUDIENCE,
    )
    if mode not in {"proef", "echt"}:
        return Local()
    if not key or not audience:
        missing = "MAILCHIMP_AUDIENCE" if key else "MAILCHIMP_API_KEY"
        return Local(f"Mailchimp staat uit: {missing} ontbreekt")
    return mailchimp()


def mailchimp() -> "Mailchimp":
    """The line to Mailchimp, for who asks about the account or the list. Raises AudienceError."""
    from brand.audience.mailchimp import Mailchimp  # its SDK: only where it is used

    is_trial = settings.MAILCHIMP_MODE != "echt"
    return Mailchimp(
        settings.MAILCHIMP_API_KEY,
        settings.MAILCHIMP_AUDIENCE,
        trial_addresses=settings.MAILCHIMP_TRIAL_ADDRESSES if is_trial else None,
        base_url=settings.MAILCHIMP_BASE_URL,
    )


def clean_newsletters(is_gone: Callable[[str], bool], names_it: Callable[[str], bool]) -> Cleaned:
    """Take out of every newsletter that was not sent, and out of our archive, what may not be
    shown any more.

    Never within a request. Raises AudienceError; safe to repeat.
    """
    from brand.newsletter.cleaning import Own  # which sends, and so imports this room's door

    ours, theirs = clean(Own(), is_gone, names_it), clean(service(), is_gone, names_it)
    return Cleaned(
        changed=ours.changed + theirs.changed,
        unplanned=ours.unplanned + theirs.unplanned,
        sent=ours.sent + theirs.sent,
    )


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, one by one. How many rows were dealt with."""
    outbox.release(SyncJob.objects.all())
    opened_with = fingerprint()
    dealt_with = 0
    while dealt_with < PER_ROUND and keep_going() and not must_wait(opened_with):
        job = outbox.claim_next(free())
        if job is None:
            break
        send(job, opened_with)
        dealt_with += 1
    return dealt_with


def free():
    """Orders about people of whom none is with the service: the order of two of them counts."""
    held = SyncJob.objects.filter(state=OutboxState.BUSY).exclude(batch=None)
    return SyncJob.objects.exclude(email_hash__in=held.values("email_hash"))


def must_wait(opened_with: str) -> bool:
    return bool(outages.stopped(outages.NEWSLETTER, opened_with))


def fingerprint() -> str:
    """Of what the line is opened with: after a refusal, only something else is tried."""
    parts = [settings.MAILCHIMP_MODE, settings.MAILCHIMP_API_KEY, settings.MAILCHIMP_AUDIENCE]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def send(job: SyncJob, opened_with: str, to: Service | None = None) -> None:
    """Raises Together when `to` keeps what it is asked for later."""
    try:
        reason = _tell(job, to or service())
    except Together:
        raise
    except AudienceError as error:
        _fell_short(job, error, opened_with)
    except Exception as error:  # a fault in one row must not hold up the others
        logger.exception("Nieuwsbriefopdracht %s liep mis", job.pk)
        reason = f"De opdracht kon niet worden uitgevoerd ({type(error).__name__})."
        outbox.retry(job, reason, "Meld dit aan wie de website onderhoudt.")
    else:
        outages.answered(outages.NEWSLETTER)
        outbox.finish(job, reason)


def _fell_short(job: SyncJob, error: AudienceError, opened_with: str) -> None:
    answer = {"last_title": error.title, "last_instance": error.instance}
    match error.kind:
        case FailureKind.SKIPPED:
            outbox.finish(job, error.reason)
        case FailureKind.LINE if job.asked:
            # The line is not down: this came with the other answers. Alone it is asked again.
            outbox.put_back(job, timezone.now(), error.reason, goes_alone=True, asked="", **answer)
        case FailureKind.LINE | FailureKind.AUTH:
            until = stop_line(error, opened_with)
            outbox.put_back(job, until, error.reason, error.remedy, **answer)
        case FailureKind.RETRY:
            outbox.retry(job, error.reason, error.remedy, waits=error.waits, **answer)
        case _:
            outbox.block(job, error.reason, error.remedy, **answer)


def stop_line(error: AudienceError, opened_with: str) -> datetime:
    """Nothing is tried over it for a while, or until somebody says so. Until when."""
    stoppage = outages.stop(
        outages.NEWSLETTER,
        error.reason,
        error.remedy,
        opened_with=opened_with,
        for_good=error.kind is FailureKind.AUTH,
    )
    return stoppage.until or timezone.now()


def _tell(job: SyncJob, to: Service) -> str:
    """Tell what must be told now; the words for the row."""
    if job.kind == SyncJob.Kind.ERASE:
        to.erase(job.email_hash)
        SyncJob.objects.filter(pk=job.pk).update(email_hash="")
        return _words(to, "Gewist.")
    person = job.subscription
    if person is None or person.email is None:
        return "Niet meer nodig: deze abonnee bestaat niet meer."
    if person.is_demo or mail.is_demo_address(person.email):
        _told(person, to)
        return "Voorbeeld: gaat nooit naar buiten."
    if job.kind == SyncJob.Kind.ARCHIVE:
        to.archive(job.email_hash)
        return _words(to, "Bewaard zonder mails.")
    return _tell_stand(person, to)


def _tell_stand(person: Subscription, to: Service) -> str:
    if person.state in {State.SUBSCRIBED, State.RETURNING}:
        return _tell_subscribed(person, to)
    if person.state == State.STOPPED:
        to.stop(address_hash(person.email))
        _told(person, to)
        return _words(to, "Uitgeschreven.")
    return "Er is nog niets door te geven: de persoon bevestigde nog niet."


def _tell_subscribed(person: Subscription, to: Service) -> str:
    try:
        standing = to.put(_person(person))
    except AudienceError as error:
        if error.kind is FailureKind.SKIPPED:
            _told(person, to)
        if error.status is not None:
            turn_off(person, to, error.status, error.reason)
        raise
    if standing.status in {Status.SUBSCRIBED, Status.PENDING}:
        return _is_on(person, to, standing)
    reason, remedy = words_for(standing.status, standing.left_at)
    turn_off(person, to, standing.status, reason)
    raise AudienceError(FailureKind.TERMINAL, reason, remedy, status=standing.status)


def _is_on(person: Subscription, to: Service, standing: Standing) -> str:
    pending = standing.status == Status.PENDING
    state = State.RETURNING if pending else State.SUBSCRIBED
    unchanged(person).update(state=state, told=to.marker)
    return _words(to, "Mailchimp vraagt nog een bevestiging." if pending else "Ingeschreven.")


@transaction.atomic
def turn_off(person: Subscription, to: Service, status: Status, reason: str) -> None:
    """The service will not mail them: neither do we, until they ask again themselves."""
    refused = status in {Status.ABSENT, Status.CLEANED}
    state = State.REFUSED if refused else State.STOPPED
    if unchanged(person).update(state=state, stopped_at=timezone.now(), told=to.marker):
        said = SubscriptionRecord.Said.SERVICE_STOPPED
        SubscriptionRecord.objects.create(subscription=person, said=said, way=reason)


def unchanged(person: Subscription):
    """The person, unless they did something while the service answered."""
    return Subscription.objects.filter(
        pk=person.pk, state=person.state, confirmed_at=person.confirmed_at
    )


def _told(person: Subscription, to: Service) -> None:
    unchanged(person).update(told=to.marker)


def _person(row: Subscription) -> Person:
    asked = row.consents.filter(said=SubscriptionRecord.Said.ASKED).last()
    tags = {f"provincie:{row.province}"} if row.province else set()
    return Person(
        email=row.email,
        name=row.name,
        company=row.company,
        province=row.get_province_display() if row.province else "",
        tags=frozenset(tags | {f"interesse:{interest}" for interest in row.interests}),
        asked_at=asked.at if asked else None,
        confirmed_at=row.confirmed_at,
        is_returning=row.is_returning,
    )


def _words(to: Service, done: str) -> str:
    return f"{to.name}: bewaard op onze eigen lijst." if isinstance(to, Local) else done


def queue_missing() -> int:
    """Queue subscribers this list does not know yet, after a change of key or list; counts them."""
    try:
        marker = service().marker
    except AudienceError:
        return 0
    stuck = SyncJob.objects.exclude(state=OutboxState.DONE).values("subscription")
    people = (
        Subscription.objects.filter(state__in=[State.SUBSCRIBED, State.RETURNING, State.STOPPED])
        .exclude(told=marker)
        .exclude(pk__in=stuck.filter(subscription__isnull=False))
        .exclude(confirmed_at=None)
        .exclude(is_demo=True)
    )
    count = 0
    for person in people.order_by("pk")[:AT_ONCE]:
        enqueue(person)
        count += 1
    return count


def try_again() -> None:
    """The key or the list was put right: open the line, and take up what was given up."""
    outages.try_again(outages.NEWSLETTER)
    for job in SyncJob.objects.filter(state=OutboxState.GIVEN_UP):
        outbox.ask_again(job)
