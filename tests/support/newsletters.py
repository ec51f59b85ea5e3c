"""An issue that is ready, and the hours that go by."""

import json
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from brand.models import (
    NewsletterDelivery,
    NewsletterIssue,
    NewsletterTrial,
    Role,
    Stoppage,
    Subscription,
)
from brand.newsletter import blocks, deciding, drafts, recipients, sending
from brand.newsletter.blocks import Block
from tests.factories.brand import OrganisationFactory, member
from tests.factories.outbox import SubscriptionFactory


def issue_of(*rows: Block, **fields) -> NewsletterIssue:
    rows = rows or (Block("a", "inleiding", "Dag werkgever"),)
    fields = {"subject": "Kom kijken", "preheader": "In Genk", **fields}
    return NewsletterIssue.objects.create(blocks=blocks.written(rows), **fields)


def make_ready(issue: NewsletterIssue, writer, second) -> NewsletterIssue:
    """Tested, and approved by somebody else."""
    NewsletterIssue.objects.filter(pk=issue.pk).update(changed_by=writer)
    drafts.test(issue, writer)
    drafts.approve(issue, second)
    return NewsletterIssue.objects.get(pk=issue.pk)


def plan(issue: NewsletterIssue, user) -> int:
    when = sending.quarters(timezone.now())[0]
    return sending.plan(issue, when, len(recipients.chosen(issue)), user)


def come_due() -> None:
    """The moment has come, also of what waits to be tried again."""
    now = timezone.now()
    NewsletterIssue.objects.exclude(planned_for=None).update(planned_for=now)
    NewsletterDelivery.objects.filter(state__in=["wacht", "later"]).update(due_at=now)
    Stoppage.objects.update(until=now)


def leases_end() -> None:
    NewsletterDelivery.objects.update(locked_until=timezone.now() - timedelta(seconds=1))


def lay_out(count: int, *, tried: bool = False) -> None:
    """On a site of its own: an issue on its way to so many, whose moment has come.

    To them alone: the demo's readers, who are never mailed, stop first.
    """
    Subscription.objects.filter(is_demo=True).update(state=Subscription.State.STOPPED)
    house = OrganisationFactory(name="Federatie", slug="federatie", is_federation=True)
    writer, second = member(house, Role.MARKETEER), member(house, Role.BEHEERDER)
    Subscription.objects.bulk_create(
        SubscriptionFactory.build(email=f"lezer{n}@bedrijf.be", token_hash=f"{n:064}")
        for n in range(count)
    )
    issue = try_two(issue_of(), writer) if tried else issue_of()
    plan(make_ready(issue, writer, second), writer)
    come_due()


def choose() -> None:
    """The hours of a trial are over: prints how many were chosen, and how many a moment later."""
    hours_pass()
    sending.release_stale()
    print(deciding.decide_due(), deciding.decide_due())
    come_due()


def books() -> None:
    """How many rows there are of each state and outcome, which are uncertain, who gets what."""
    rows = NewsletterDelivery.objects.order_by()
    found = Counter(map(" ".join, rows.values_list("state", "outcome")))
    uncertain = rows.filter(state="geblokkeerd").values_list("subscription__email", flat=True)
    gets = dict(rows.values_list("subscription__email", "variant"))
    print(json.dumps({"rows": found, "uncertain": list(uncertain), "gets": gets}))


def try_two(issue: NewsletterIssue, user, **fields) -> NewsletterIssue:
    """Half of the receivers try version B, which has another subject unless it is said."""
    fields = {"subject_b": "Kom proeven", "share": 50, "hours": 4, **fields}
    drafts.try_two(NewsletterTrial(issue=issue, **fields), user)
    return NewsletterIssue.objects.get(pk=issue.pk)


def hours_pass() -> None:
    """The two versions left long enough ago to choose."""
    then = timezone.now() - timedelta(days=8)
    NewsletterIssue.objects.exclude(began_at=None).update(began_at=then)
