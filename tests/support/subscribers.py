"""Subscribers that the newsletter service must hear of, and how all of it stands afterwards."""

import json
from collections import Counter
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from brand.audience import reconciliation, syncing
from brand.models import Difference, Reconciliation, Stoppage, Subscription, SyncBatch, SyncJob
from tests.factories.outbox import SubscriptionFactory


def lay_out(count: int) -> None:
    Subscription.objects.bulk_create(
        SubscriptionFactory.build(email=f"lid{n}@bedrijf.be", token_hash=f"{n:064}")
        for n in range(count)
    )
    for person in Subscription.objects.filter(is_demo=False):
        syncing.enqueue(person)


def leases_end() -> None:
    past = timezone.now() - timedelta(seconds=1)
    alone = SyncJob.objects.filter(state="bezig").exclude(claim=F("batch_id"))
    for rows in (alone, SyncBatch.objects.filter(state="bezig")):
        rows.update(locked_until=past)


def come_due() -> None:
    """What waits to be tried again has waited. How many wait."""
    for model in (SyncJob, SyncBatch):
        model.objects.filter(state="later").update(due_at=timezone.now())
    Stoppage.objects.all().delete()
    print(SyncJob.objects.filter(state__in=["wacht", "bezig", "later"]).count())


def compare() -> None:
    row = reconciliation.run(is_full=True)
    ours = Subscription.objects.filter(is_demo=False)
    doubled = Counter(ours.filter(consents__said="dienst").values_list("email", flat=True))
    told = {
        "run": row.state,
        "changed": row.changed,
        "differences": Difference.objects.filter(held_by=None).count(),
        "held": Difference.objects.exclude(held_by=None).count(),
        "orders": Counter(SyncJob.objects.order_by().values_list("state", flat=True)),
        "states": dict(ours.values_list("email", "state")),
        "evidence twice": sum(number > 1 for number in doubled.values()),
        "batches": SyncBatch.objects.count(),
        "runs": Counter(Reconciliation.objects.order_by().values_list("state", flat=True)),
    }
    print(json.dumps(told))
