"""Many orders that go to the newsletter service in one request."""

from django.db import models

from brand.models.outbox import OutboxQuerySet, OutboxRow, outbox_meta


class SyncBatch(OutboxRow):
    """Holds the orders that point at it until their answers came; see brand/audience/batches.py."""

    marker = models.CharField(max_length=60, editable=False)  # of which list; Subscription.told
    # Committed before the request leaves: from here on the service may have it.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    key = models.CharField("kenmerk bij de dienst", max_length=40, blank=True, editable=False)
    asked = models.PositiveIntegerField("opdrachten", default=0, editable=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "bundel nieuwsbriefopdrachten"
        verbose_name_plural = "bundels nieuwsbriefopdrachten"
        ordering = ["-created_at"]
        constraints = outbox_meta("batch")["constraints"]
        indexes = outbox_meta("batch")["indexes"]

    def __str__(self):
        return f"{self.asked} opdrachten, {self.created_at:%d/%m/%Y}"
