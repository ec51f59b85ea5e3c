"""Sending an issue by our own mail server: planned, stopped, and each mail once.

A row for each receiver is written when it is planned. The worker claims a row, makes the mail from
what may be shown at that moment, commits that it is about to hand it over, and then writes down
what the mail server said. A worker that dies before handing over loses nothing; one that dies
after it leaves a row that says so and waits for a person, for the mail may have arrived.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.log_actions import log

from brand import audience, mail, outbox
from brand.mail import smtp
from brand.mail.delivery import LOOK, UNCERTAIN, LeaseLost
from brand.models import (
    NewsletterDelivery,
    NewsletterHandOver,
    NewsletterIssue,
    OutboxState,
    Sender,
    Subscription,
    User,
)
from brand.models.outbox import EXAMPLE, KEPT_HERE, UNCLAIMED
from brand.newsletter import checklist, drafts, letters, links, pieces, recipients, trials, versions
from brand.outbox import outages

logger = logging.getLogger(__name__)

Refused = drafts.Refused
State, Outcome = NewsletterIssue.State, NewsletterDelivery.Outcome
QUARTER = timedelta(minutes=15)
AT_LEAST = timedelta(minutes=5)  # in which it can be stopped before anything leaves
AT_MOST = timedelta(days=366)
PER_ROUND = 50  # then the other work gets its turn
MINUTE = timedelta(minutes=1)
NOTHING_LEFT = "Niets van deze nieuwsbrief mag nog getoond worden."
STOP_HERE = "https://stop.invalid/dit-is-geen-link"  # where each mail has the link of its own


def quarters(now: datetime, count: int = 8) -> list[datetime]:
    """The next moments for which an issue can be planned."""
    first = now + AT_LEAST
    past = timedelta(
        minutes=first.minute % 15, seconds=first.second, microseconds=first.microsecond
    )
    start = first - past + (QUARTER if past else timedelta())
    return [start + n * QUARTER for n in range(count)]


@transaction.atomic
def plan(issue: NewsletterIssue, when: datetime, typed: int | None, user: User) -> int:
    """Write a row for each receiver. Raises Refused, with why not."""
    issue = drafts.hold(issue)
    if not issue.is_draft:
        raise Refused("Deze nieuwsbrief is al gepland of verstuurd.")
    if wrong := checklist.in_the_way(issue):
        raise Refused(" ".join(item.sentence for item in wrong))
    _must_be_possible(when)
    people = recipients.chosen(issue)
    if typed != len(people):
        raise Refused(f"Deze nieuwsbrief gaat naar {len(people)} mensen. Typ dat getal.")
    try:
        _make_links(issue)
    except links.NobodySends as error:
        raise Refused(str(error)) from error
    issue.sender = recipients.sender_of(issue)
    if issue.sender == Sender.MAILCHIMP:
        key = f"mailchimp:{issue.pk}"
        NewsletterHandOver.objects.create(issue=issue, dedupe_key=key, due_at=when)
    else:
        trials.begin(issue)
        _write_rows(issue, people, when)
    issue.state, issue.planned_for = State.PLANNED, when
    issue.save(update_fields=["state", "planned_for", "sender"])
    log(issue, drafts.PLANNED, user=user)
    outbox.poke_after_commit()
    return len(people)


def _make_links(issue: NewsletterIssue) -> None:
    """Of two versions each has its own, and who waits gets others: of whichever is chosen."""
    every = set()
    for variant in versions.of(issue):
        pages = letters.pages(versions.says(issue, variant))
        links.make(issue, pages, variant)
        every |= pages
    links.make(issue, every)


def _write_rows(issue: NewsletterIssue, people: list[int], when: datetime) -> None:
    NewsletterDelivery.objects.bulk_create(
        [
            NewsletterDelivery(
                issue=issue,
                subscription_id=pk,
                dedupe_key=f"{issue.pk}:{pk}",
                due_at=when,
                variant=variant,
            )
            for pk, variant in versions.shared_out(issue, people).items()
        ],
        batch_size=500,
    )


def _must_be_possible(when: datetime) -> None:
    now = timezone.now()
    if when.minute % 15 or when.second or when.microsecond:
        raise Refused("Een nieuwsbrief vertrekt op het kwartier: .00, .15, .30 of .45.")
    if when < now + AT_LEAST:
        raise Refused("Kies een later kwartier: er zijn vijf minuten om nog te stoppen.")
    if when > now + AT_MOST:
        raise Refused("Zo ver vooruit kan niet: kies een dag binnen het jaar.")


@transaction.atomic
def stop(issue: NewsletterIssue, user: User | None) -> int:
    """Nothing more leaves. Before the first mail it is a draft again. How many did not leave."""
    issue = drafts.hold(issue)
    if issue.state != State.PLANNED:
        raise Refused("Er is niets te stoppen: deze nieuwsbrief is niet onderweg.")
    if issue.sender == Sender.MAILCHIMP:
        return _keep_here(issue, user)
    rows = NewsletterDelivery.objects.filter(issue=issue)
    # Row by row against the workers, who claim under the same condition.
    count = rows.filter(state__in=UNCLAIMED).update(
        state=OutboxState.DONE,
        outcome=Outcome.STOPPED,
        reason="Gestopt voor het vertrok.",
        done_at=timezone.now(),
    )
    if rows.exclude(outcome=Outcome.STOPPED).exists():
        issue.state, issue.done_at = State.STOPPED, timezone.now()
    else:
        rows.delete()
        issue.state, issue.planned_for = State.DRAFT, None
    issue.save(update_fields=["state", "planned_for", "done_at"])
    log(issue, drafts.STOPPED, user=user)
    return count


def _keep_here(issue: NewsletterIssue, user: User | None) -> int:
    """It goes to Mailchimp as one: all of it, or nothing any more."""
    count = len(recipients.chosen(issue))
    idle = [*UNCLAIMED, OutboxState.BLOCKED, OutboxState.GIVEN_UP]
    rows = NewsletterHandOver.objects.filter(issue=issue, state__in=idle, handed_over_at=None)
    now = timezone.now()
    untried = rows.filter(state=OutboxState.WAITING, due_at__gt=now, campaign_key="")
    # What was made of it at Mailchimp goes there too: the worker looks for it.
    taken_back = {"issue": None, "state": OutboxState.WAITING, "due_at": now, "attempts": 0}
    said = {"dedupe_key": f"gestopt:{issue.pk}:{now.timestamp()}", "reason": "", "remedy": ""}
    if not untried.delete()[0] and not rows.update(**taken_back, **said):
        raise Refused("Mailchimp is hem aan het versturen. Wat vertrokken is, komt niet terug.")
    outbox.poke_after_commit()
    issue.state, issue.planned_for, issue.sender = State.DRAFT, None, Sender.OWN
    issue.save(update_fields=["state", "planned_for", "sender"])
    log(issue, drafts.STOPPED, user=user)
    return count


# The worker ------------------------------------------------------------------------------------


def drain(keep_going: Callable[[], bool] = lambda: True) -> int:
    """Send what is due, no faster than the mail server allows. How many rows were dealt with."""
    release_stale()
    dealt_with, made = 0, Made()
    with smtp.Line() as line:
        while dealt_with < PER_ROUND and keep_going() and _allowance() and not _must_wait():
            row = outbox.claim_next(NewsletterDelivery.objects.all())
            if row is None:
                break
            deliver(row, line, made)
            dealt_with += 1
    if dealt_with:
        close_finished()
    return dealt_with


def _allowance() -> int:
    since = timezone.now() - MINUTE
    lately = NewsletterDelivery.objects.filter(handed_over_at__gt=since).count()
    return max(settings.NEWSLETTER_PER_MINUTE - lately, 0)


def _must_wait() -> bool:
    return bool(settings.EMAIL_URL and outages.stopped(outages.MAIL))


def release_stale() -> None:
    unsure = Q(handed_over_at__isnull=False)
    outbox.release(NewsletterDelivery.objects.exclude(unsure))
    outbox.release(NewsletterDelivery.objects.filter(unsure), block_with=(UNCERTAIN, LOOK))


def close_finished() -> None:
    """Issues of which nothing waits any more; what is uncertain waits for a person, not for us."""
    left = NewsletterDelivery.objects.filter(
        issue=OuterRef("pk"), state__in=[*UNCLAIMED, OutboxState.BUSY]
    )
    now = timezone.now()
    rows = NewsletterIssue.objects.filter(~Exists(left), state=State.PLANNED, planned_for__lte=now)
    rows.filter(sender=Sender.OWN).update(state=State.SENT, done_at=now)


class Made:
    """An issue as it stands now, made anew as soon as anything changed that anybody may see.

    Whoever takes a consent back changes that number in the same transaction (brand/changes); who
    takes typed words out of the issue makes another version of it.
    """

    def __init__(self):
        self._key: tuple | None = None
        self._letters: dict[str, tuple[mail.Message, bool]] = {}  # by variant
        self.is_empty = False  # the one that was asked last
        self._begun: set[int] = set()

    def of(self, issue_id: int, version: int, variant: str = "") -> mail.Message:
        number = connection.changes()
        key = (issue_id, version, number, timezone.localdate())
        if number is None or key != self._key:
            self._key, self._letters = key, {}
        if variant not in self._letters:
            self._letters[variant] = _made(issue_id, variant)
        letter, self.is_empty = self._letters[variant]
        return letter

    def begin(self, issue_id: int) -> None:
        """Before the first mail leaves: where its stories go is written down, once."""
        if issue_id not in self._begun:
            note_leaving(issue_id)
            self._begun.add(issue_id)


def _made(issue_id: int, variant: str) -> tuple[mail.Message, bool]:
    """And whether nothing is left of it."""
    issue = NewsletterIssue.objects.select_related("trial").get(pk=issue_id)
    shown, is_tried = versions.says(issue, variant), variant in versions.TRIED
    letter = letters.letter(
        shown,
        to="",
        stop_url=STOP_HERE,
        counted=links.addresses(issue, variant if is_tried else ""),
        # The archive shows one version, once it is chosen.
        online_url="" if is_tried else online(issue),
    )
    return letter, not letters.parts(shown)


@transaction.atomic
def note_leaving(issue_id: int) -> None:
    first = NewsletterIssue.objects.filter(pk=issue_id, began_at=None)
    if not first.update(began_at=timezone.now()):
        return
    issue = NewsletterIssue.objects.get(pk=issue_id)
    where = f"Nieuwsbrief van {date_format(timezone.localdate(issue.began_at), 'j F Y')}"
    shown = [versions.says(issue, variant) for variant in versions.of(issue)]
    going = [part for one in shown for part in letters.parts(one) if part.block.is_piece]
    for kind, source in pieces.sources().items():
        pages = dict.fromkeys(part.page for part in going if part.block.kind == kind)
        source.goes_out(list(pages), where, online(issue))


def online(issue: NewsletterIssue) -> str:
    return settings.SITE_URL + reverse("newsletter_archived", args=[issue.pk])


def message(letter: mail.Message, person: Subscription) -> mail.Message:
    """To this person, with the links that are this person's alone."""
    stop_url = audience.stop_url(person)
    return replace(
        letter,
        to=person.email,
        html=letter.html.replace(STOP_HERE, stop_url),
        text=letter.text.replace(STOP_HERE, stop_url),
        headers={
            **audience.stop_headers(stop_url),
            "List-Id": f"<nieuwsbrief.{settings.SITE_HOST}>",
        },
        is_demo=person.is_demo,
    )


def deliver(row: NewsletterDelivery, line: smtp.Line, made: Made) -> None:
    person = Subscription.objects.filter(pk=row.subscription_id).first()
    if person is None or person.state != Subscription.State.SUBSCRIBED or not person.email:
        outbox.finish(row, "Schreef zich intussen uit.", outcome=Outcome.LEFT)
        return
    state, version = NewsletterIssue.objects.values_list("state", "version").get(pk=row.issue_id)
    if state == State.STOPPED:
        outbox.finish(row, "Gestopt voor het vertrok.", outcome=Outcome.STOPPED)
        return
    try:
        letter = message(made.of(row.issue_id, version, row.variant), person)
        wire = mail.mime(letter, message_id=row.message_id)
        to = mail.ascii_address(letter.to)
    except ValueError:
        outbox.give_up(row, "Dit adres kan geen mail krijgen.", outcome=Outcome.REFUSED)
        return
    except Exception as error:  # a fault in one mail must not hold up the others
        logger.exception("Nieuwsbrief %s kon niet worden gemaakt", row.pk)
        outbox.retry(row, f"De mail kon niet worden gemaakt ({type(error).__name__}).")
        return
    if made.is_empty:
        outbox.finish(row, NOTHING_LEFT, outcome=Outcome.STOPPED)
        return
    if not settings.EMAIL_URL or letter.goes_nowhere:
        why = EXAMPLE if letter.goes_nowhere else KEPT_HERE
        outbox.finish(row, why, outcome=Outcome.KEPT)
        return
    made.begin(row.issue_id)
    _send(row, person, wire, to, line)


def _send(row, person: Subscription, wire, to: str, line: smtp.Line) -> None:
    try:
        line.send(wire, to=to, before_end=lambda: _hand_over(row))
    except smtp.LineDown as down:
        stoppage = outages.stop(outages.MAIL, down.reason, down.remedy)
        outbox.put_back(row, stoppage.until, down.reason, down.remedy)
    except smtp.MailRefused as refused:
        outages.answered(outages.MAIL)
        if refused.no_such_address:
            audience.refused(person, way=refused.reason)
        if refused.is_final:
            outbox.give_up(row, refused.reason, handed_over_at=None, outcome=Outcome.REFUSED)
        else:
            outbox.retry(row, refused.reason, handed_over_at=None)
    except smtp.Uncertain:
        outbox.block(row, UNCERTAIN, LOOK)
    except LeaseLost:
        logger.warning("Nieuwsbrief %s is intussen van een andere werker", row.pk)
    else:
        outages.answered(outages.MAIL)
        outbox.finish(row, "Verstuurd.", outcome=Outcome.SENT)


def _hand_over(row: NewsletterDelivery) -> None:
    now = timezone.now()
    held = outbox.still_mine(row).update(handed_over_at=now, locked_until=now + outbox.LEASE)
    if not held:
        raise LeaseLost


# What a person decides -------------------------------------------------------------------------


def arrived(row: NewsletterDelivery, user: User) -> bool:
    """Somebody looked it up at the mail server: it left."""
    return bool(
        NewsletterDelivery.objects.filter(pk=row.pk, state=OutboxState.BLOCKED).update(
            state=OutboxState.DONE,
            outcome=Outcome.SENT,
            done_at=timezone.now(),
            reason=mail.header_line(f"{user.get_full_name() or user} keek na: aangekomen."),
            remedy="",
        )
    )


def send_again(row: NewsletterDelivery) -> bool:
    """It did not leave; only while its issue is under way or was sent whole."""
    return outbox.ask_again(row, handed_over_at=None, outcome="")
