"""Who speaks to the newsletter service at this moment, and what goes there in one request."""

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


class ServiceConnection(models.Model):
    """One of the few connections that there may be; see brand/audience/connections.py."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    held_by = models.UUIDField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "verbinding met de nieuwsbriefdienst"
        verbose_name_plural = "verbindingen met de nieuwsbriefdienst"

    def __str__(self):
        return f"{self.number}"
