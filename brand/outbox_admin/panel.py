"""On the home screen, when mails or jobs are stuck and need a person."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone
from wagtail.admin.ui.components import Component

from brand.models import (
    NewsletterIssue,
    OutboxState,
    OutgoingMail,
    ReceivedMail,
    Reconciliation,
    Stoppage,
    SyncJob,
)
from brand.models.outbox import is_site_admin
from brand.newsletter import deciding

UNPLACED_FOR = timedelta(days=14)  # then nobody looks for it any more
STUCK = [OutboxState.BLOCKED, OutboxState.GIVEN_UP]


class StuckPanel(Component):
    name = "outbox"
    template_name = "brand/outbox_admin/panel.html"
    order = 20  # before Vandaag, as every alarm

    def __init__(self):
        self.uncertain = OutgoingMail.objects.filter(_uncertain()).count()
        self.mails = OutgoingMail.objects.filter(state__in=STUCK).exclude(_uncertain()).count()
        self.jobs = SyncJob.objects.filter(state__in=STUCK).count()
        waits = Count("deliveries", filter=Q(deliveries__state=OutboxState.BLOCKED))
        issues = NewsletterIssue.objects.annotate(uncertain=waits)
        self.issues = list(issues.filter(uncertain__gt=0))
        self.undecided = deciding.waiting()
        since = timezone.now() - UNPLACED_FOR
        unplaced = ReceivedMail.objects.filter(became=ReceivedMail.Became.UNPLACED, at__gte=since)
        reasons = unplaced.order_by("reason").values("reason").annotate(number=Count("pk"))
        self.unplaced = list(reasons.values_list("reason", "number"))
        held = Reconciliation.objects.filter(state=Reconciliation.State.HELD)
        self.held = held.first()
        self.stoppages = list(Stoppage.objects.order_by("line"))

    def __bool__(self):
        return any(vars(self).values())

    def get_context_data(self, parent_context):
        return vars(self)


def _uncertain() -> Q:
    """The mail server may have them; also when no worker is left to say so."""
    given_back = Q(state=OutboxState.BUSY, locked_until__lt=timezone.now())
    waits = Q(state=OutboxState.BLOCKED)
    return Q(handed_over_at__isnull=False) & (waits | given_back)


def add_to(panels: list, user) -> None:
    if is_site_admin(user) and (panel := StuckPanel()):
        panels.append(panel)
