"""Choosing between two versions: by registrations, and by clicks where those are equal.

Opens are not measured. When so few registered that no outcome could have shown a difference, the
numbers choose nothing: the others get version A, or somebody chooses, as was said beforehand.
"""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from brand import outbox
from brand.campaign_results import CLICKS
from brand.campaigns.results import Step, steps
from brand.models import (
    NewsletterDelivery,
    NewsletterIssue,
    NewsletterTrial,
    OutboxState,
    User,
    Variant,
)
from brand.models.campaigns import Goal
from brand.models.outbox import UNCLAIMED
from brand.newsletter import chance, drafts, letters, sending, versions

State, Ground, WhenFew = NewsletterIssue.State, NewsletterTrial.Ground, NewsletterTrial.WhenFew
UNDER_WAY = [*UNCLAIMED, OutboxState.BUSY]
NOT_ASKED = "Er is niets te kiezen bij deze nieuwsbrief."
GONE = "Wat die versie vooraan had, mag niet meer getoond worden. Kies de andere, of stop."


class Count(NamedTuple):
    """What one version brought."""

    got: int  # receivers of whom the mail server took the mail
    registrations: int
    clicks: int


def step(key: str) -> Step:
    return next(one for one in steps() if one.key == key)


def counts(issue: NewsletterIssue) -> dict[str, Count]:
    found = {}
    for variant in versions.TRIED:
        links = issue.links.filter(variant=variant)
        brought = (sum(step(key).count(links).values()) for key in (Goal.REGISTRATIONS, CLICKS))
        sent = {"variant": variant, "outcome": NewsletterDelivery.Outcome.SENT}
        found[variant] = Count(issue.deliveries.filter(**sent).count(), *brought)
    return found


def verdict(first: Count, second: Count) -> tuple[str, Ground]:
    """Which version, and why; "" when the numbers choose none."""
    registrations = first.registrations + second.registrations
    if not chance.can_tell(registrations, first.got, second.got):
        return "", Ground.FEW
    for ground, one, other in [
        (Ground.REGISTRATIONS, first.registrations, second.registrations),
        (Ground.CLICKS, first.clicks, second.clicks),
    ]:
        # By receiver, without dividing.
        ahead = one * second.got - other * first.got
        if ahead:
            return (Variant.A if ahead > 0 else Variant.B), ground
    return "", Ground.EQUAL


def standing(issue: NewsletterIssue) -> list[str]:
    """The versions of which what differs may be shown at this moment."""
    trial = versions.trial_of(issue)
    if trial.tries != NewsletterTrial.Tries.LEAD:
        return list(versions.TRIED)
    shown = {variant: versions.says(issue, variant) for variant in versions.TRIED}
    return [one for one, it in shown.items() if _leads(it)]


def _leads(issue: NewsletterIssue) -> bool:
    first = versions.lead(issue)
    return first is not None and first.id in {part.block.id for part in letters.parts(issue)}


# The worker ------------------------------------------------------------------------------------


def decide_due() -> int:
    """The trials of which the time has come. How many."""
    now = timezone.now()
    rows = NewsletterTrial.objects.filter(winner="", asked_at=None, issue__state=State.PLANNED)
    due = [trial for trial in rows.select_related("issue") if _is_due(trial, now)]
    for trial in due:
        decide(trial.issue)
    return len(due)


def _is_due(trial: NewsletterTrial, now: datetime) -> bool:
    """And each mail of both versions was dealt with, be it hours late."""
    at = trial.decides_at()
    tried = NewsletterDelivery.objects.filter(issue=trial.issue_id, variant__in=versions.TRIED)
    return at is not None and at <= now and not tried.filter(state__in=UNDER_WAY).exists()


@transaction.atomic
def decide(issue: NewsletterIssue) -> None:
    """Once: whoever comes second finds it done, stopped or asked."""
    issue = drafts.hold(issue)
    trial = versions.trial_of(issue)
    if issue.state != State.PLANNED or trial.winner or trial.asked_at:
        return
    found, stand = counts(issue), standing(issue)
    trial.figures = {variant: count._asdict() for variant, count in found.items()}
    winner, trial.ground = verdict(found[Variant.A], found[Variant.B])
    if len(stand) == 1:
        winner, trial.ground = stand[0], Ground.GONE
    if not winner and trial.when_few == WhenFew.PERSON:
        trial.asked_at = timezone.now()
        trial.save()
        return
    _choose(issue, trial, winner or Variant.A)


# What a person decides -------------------------------------------------------------------------


@transaction.atomic
def choose(issue: NewsletterIssue, variant: str, user: User) -> None:
    """Where the numbers chose none and it was left to somebody."""
    issue = drafts.hold(issue)
    trial = versions.trial_of(issue)
    asked = trial and trial.asked_at and not trial.winner
    if not asked or issue.state != State.PLANNED or variant not in versions.TRIED:
        raise drafts.Refused(NOT_ASKED)
    if variant not in standing(issue):
        raise drafts.Refused(GONE)
    trial.decided_by = user
    _choose(issue, trial, variant)
    log(issue, drafts.CHOSEN, user=user)


def _choose(issue: NewsletterIssue, trial: NewsletterTrial, variant: str) -> None:
    """The others are due, with as long to stop it as before the first mail."""
    now = timezone.now()
    trial.winner, trial.decided_at = variant, now
    trial.save()
    held = issue.deliveries.filter(variant=Variant.HELD)
    held.update(variant=Variant.REST, due_at=now + sending.AT_LEAST)
    outbox.poke_after_commit()


def waiting() -> list[NewsletterIssue]:
    """Issues that wait for somebody to choose."""
    rows = NewsletterIssue.objects.filter(state=State.PLANNED, trial__winner="")
    return list(rows.exclude(trial__asked_at=None))
