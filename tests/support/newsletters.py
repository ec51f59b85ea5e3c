"""An issue that is ready, and the hours that go by."""

import json
from collections import Counter
from datetime import timedelta

from django.utils import timezone

from brand.models import NewsletterDelivery, NewsletterIssue, Role, Stoppage, Subscription
from brand.newsletter import blocks, drafts, recipients, sending
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


def lay_out(count: int) -> None:
    """On a site of its own: an issue on its way to so many, whose moment has come."""
    house = OrganisationFactory(name="Federatie", slug="federatie", is_federation=True)
    writer, second = member(house, Role.MARKETEER), member(house, Role.BEHEERDER)
    Subscription.objects.bulk_create(
        SubscriptionFactory.build(email=f"lezer{n}@bedrijf.be", token_hash=f"{n:064}")
        for n in range(count)
    )
    plan(make_ready(issue_of(), writer, second), writer)
    come_due()


def books() -> None:
    """How many rows there are of each state and outcome, and which addresses are uncertain."""
    rows = NewsletterDelivery.objects.order_by()
    found = Counter(map(" ".join, rows.values_list("state", "outcome")))
    uncertain = rows.filter(state="geblokkeerd").values_list("subscription__email", flat=True)
    print(json.dumps({"rows": found, "uncertain": list(uncertain)}))
