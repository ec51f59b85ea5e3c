"""Having Mailchimp send an issue: made there when its moment has come, and sent once.

Nothing stands at Mailchimp before that moment, so that Stop works, and who withdraws is in none of
it. Each try writes receivers and content anew and sends nothing when that fails. That it is about
to be sent is committed first; afterwards it is asked how it stands, and sent again only when
Mailchimp says that it was not.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from brand import outbox
from brand.audience import syncing
from brand.audience.local import Local
from brand.audience.mailchimp_issues import UNSENT, Campaign
from brand.audience.service import AudienceError, FailureKind
from brand.models import (
    BrandKit,
    NewsletterDelivery,
    NewsletterHandOver,
    NewsletterIssue,
    OutboxState,
    Subscription,
)
from brand.newsletter import letters, links, recipients, sending
from brand.outbox import outages

logger = logging.getLogger(__name__)

State, Outcome = NewsletterIssue.State, NewsletterDelivery.Outcome
GONE = {"schedule", "sending", "sent"}
STOP_THERE, ADDRESS = "*|UNSUB|*", "*|LIST:ADDRESSLINE|*"
BY_MAILCHIMP = "Door Mailchimp verstuurd."
FOLLOWED_FOR = timedelta(days=14)


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """What is due, by either sender. How many rows."""
    return sending.drain(keep_going) + _drain(keep_going)


def _drain(keep_going: Callable[[], bool]) -> int:
    outbox.release(NewsletterHandOver.objects.all())
    opened_with, dealt_with = syncing.fingerprint(), 0
    while keep_going() and not outages.stopped(outages.NEWSLETTER, opened_with):
        row = outbox.claim_next(NewsletterHandOver.objects.all())
        if row is None:
            break
        deliver(row, opened_with)
        dealt_with += 1
    return dealt_with


def deliver(row: NewsletterHandOver, opened_with: str) -> None:
    try:
        _send(row)
    except AudienceError as error:
        if error.kind in {FailureKind.LINE, FailureKind.AUTH}:
            until = syncing.stop_line(error, opened_with)
            outbox.put_back(row, until, error.reason, error.remedy)
        elif error.kind is FailureKind.RETRY:
            outbox.retry(row, error.reason, error.remedy)
        else:
            outbox.block(row, error.reason, error.remedy)
    except Exception as error:  # a fault in one issue must not hold up the others
        logger.exception("Nieuwsbrief %s kon niet naar Mailchimp", row.pk)
        outbox.retry(row, f"De nieuwsbrief kon niet worden gemaakt ({type(error).__name__}).")


def _take_away(row: NewsletterHandOver) -> None:
    """It was stopped: the draft of it is deleted there, unless somebody sent or planned it."""
    if isinstance(syncing.service(), Local):
        outbox.finish(row, "Mailchimp staat uit: wat daar stond, staat er nog.")
        return
    line = syncing.mailchimp()
    key = row.campaign_key or line.find_campaign(row.mark)
    if key:
        line.remove_draft(key)
    outbox.still_mine(row).delete()


def _send(row: NewsletterHandOver) -> None:
    if row.issue_id is None:
        _take_away(row)
        return
    issue = NewsletterIssue.objects.get(pk=row.issue_id)
    if issue.state != State.PLANNED:
        outbox.finish(row, "Gestopt voor het vertrok.")
        return
    if isinstance(syncing.service(), Local):
        outbox.block(row, "Mailchimp staat uit.", "Zet MAILCHIMP_MODE op echt, of stop hem.")
        return
    line = syncing.mailchimp()
    key = row.campaign_key or line.find_campaign(row.mark)
    if row.handed_over_at and _left_before(row, line, key):
        return
    people = recipients.chosen(issue)
    if not people or not letters.parts(issue):
        _nothing_left(row, issue)
        return
    if key and (status := line.campaign_status(key)) not in UNSENT:
        # Nobody here said that it may go: somebody sent or planned it there.
        said = f"Deze nieuwsbrief staat bij Mailchimp al op “{status}”."
        outbox.block(
            row, said, "Kijk in Mailchimp wat ermee gebeurde. Stop hem hier als hij wegging."
        )
        return
    key, seen = _make(row, issue, people, line, key)
    if objections := line.objections(key):
        said = f"Mailchimp verstuurt hem nog niet: {'; '.join(objections).rstrip('.')}."
        outbox.block(row, said, "Los het op in Mailchimp en probeer opnieuw.")
        return
    if connection.changes() != seen:
        raise AudienceError(FailureKind.RETRY, "Er veranderde intussen iets op de site.")
    _let_go(row, issue, people, line, key)


def _make(row, issue: NewsletterIssue, people: list[int], line, key: str) -> tuple[str, object]:
    """Receivers, words and content as they are at this moment."""
    emails = Subscription.objects.filter(pk__in=people).values_list("email", flat=True)
    kit = BrandKit.current()
    campaign = Campaign(
        title=f"{issue.subject[:80]} {row.mark}",
        subject=issue.subject,
        preview=issue.preheader,
        sender=kit.sender_name or kit.name,
        reply_to=line.facts().sender,
        segment=line.put_segment(f"Nieuwsbrief {row.mark}", list(emails)),
    )
    key = line.put_campaign(key, campaign)
    outbox.still_mine(row).update(campaign_key=key)
    seen = connection.changes()  # whoever takes a consent back makes it another
    _content(issue, line, key)
    return key, seen


def _content(issue: NewsletterIssue, line, key: str) -> None:
    letter = letters.letter(
        issue,
        to="",
        stop_url=STOP_THERE,
        counted=links.addresses(issue),
        online_url=sending.online(issue),
        address_line=ADDRESS,
    )
    line.put_content(key, letter.html, letter.text)


def _let_go(row, issue: NewsletterIssue, people: list[int], line, key: str) -> None:
    now = timezone.now()
    held = outbox.still_mine(row).update(handed_over_at=now, locked_until=now + outbox.LEASE)
    if not held:
        return  # of another worker by now
    sending.note_leaving(issue.pk)
    try:
        line.send_campaign(key)
    except AudienceError as error:
        if error.kind not in {FailureKind.LINE, FailureKind.RETRY}:  # it said no
            outbox.still_mine(row).update(handed_over_at=None)
        raise
    _left(row, issue, people)


def _left_before(row: NewsletterHandOver, line, key: str) -> bool:
    """Whether it was sent by an attempt of which the answer never came."""
    if not key or line.campaign_status(key) in UNSENT:
        outbox.still_mine(row).update(handed_over_at=None)
        return False
    issue = NewsletterIssue.objects.get(pk=row.issue_id)
    _left(row, issue, recipients.chosen(issue))
    return True


@transaction.atomic
def _left(row: NewsletterHandOver, issue: NewsletterIssue, people: list[int]) -> None:
    now = timezone.now()
    NewsletterDelivery.objects.bulk_create(
        [
            NewsletterDelivery(
                issue=issue,
                subscription_id=pk,
                dedupe_key=f"{issue.pk}:{pk}",
                state=OutboxState.DONE,
                outcome=Outcome.SENT,
                reason=BY_MAILCHIMP,
                done_at=now,
            )
            for pk in people
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    waits = NewsletterIssue.objects.filter(pk=issue.pk, state=State.PLANNED)
    waits.update(state=State.SENT, done_at=now)
    outages.answered(outages.NEWSLETTER)
    outbox.finish(row, BY_MAILCHIMP)


@transaction.atomic
def _nothing_left(row: NewsletterHandOver, issue: NewsletterIssue) -> None:
    stopped = {"state": State.STOPPED, "done_at": timezone.now()}
    NewsletterIssue.objects.filter(pk=issue.pk, state=State.PLANNED).update(**stopped)
    outbox.finish(row, sending.NOTHING_LEFT)


def follow() -> None:
    """What Mailchimp counts of issues that left lately."""
    if isinstance(syncing.service(), Local):
        return
    since = timezone.now() - FOLLOWED_FOR
    rows = NewsletterHandOver.objects.filter(issue__state=State.SENT, done_at__gt=since)
    for row in rows.exclude(campaign_key=""):
        try:
            figures = syncing.mailchimp().figures(row.campaign_key)
        except AudienceError as error:
            logger.warning("Verslag van %s: %s", row.pk, error.reason)
            continue
        told = {"figures": figures, "figures_at": timezone.now()}
        NewsletterHandOver.objects.filter(pk=row.pk).update(**told)


def ready() -> bool:
    """Whether Mailchimp can be chosen: the settings open a line to it."""
    return not isinstance(syncing.service(), Local) and bool(settings.MAILCHIMP_AUDIENCE)
