"""What the newsletter service told us by itself, as it came."""

from django.db import models

from brand.models.outbox import OutboxQuerySet, OutboxRow, outbox_meta


class ServiceNotice(OutboxRow):
    """A hint that something changed there; what holds is asked when the row is dealt with."""

    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of `body`
    body = models.BinaryField(editable=False)
    kind = models.CharField("soort", max_length=20, blank=True, editable=False)
    email_hash = models.CharField(max_length=32, blank=True, editable=False, db_index=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "melding van de nieuwsbriefdienst"
        verbose_name_plural = "meldingen van de nieuwsbriefdienst"
        ordering = ["-created_at"]
        constraints = outbox_meta("notice")["constraints"]
        indexes = outbox_meta("notice")["indexes"]

    def __str__(self):
        return f"{self.kind or 'onbekend'}, {self.created_at:%d/%m/%Y}"
