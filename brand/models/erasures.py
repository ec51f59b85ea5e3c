"""What personal data went: what, when and how much, and never whose."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand.models.outbox import is_site_admin


class ErasureQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Superusers and the federation's administrators see all."""
        return self if is_site_admin(user) else self.none()


class Erasure(models.Model):
    class Why(models.TextChoices):
        TERM = "termijn", "Bewaartermijn voorbij"
        ASKED = "vraag", "Gevraagd aan een medewerker"
        SELF = "zelf", "Door de persoon zelf"

    what = models.CharField("wat", max_length=80)
    count = models.PositiveIntegerField("hoeveel")
    why = models.CharField("waarom", max_length=10, choices=Why, default=Why.TERM)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("wanneer", default=timezone.now, db_index=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = "gewist"
        verbose_name_plural = "wat is gewist"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.what}: {self.count}"


class GoneRow(models.Model):
    """One row that was erased, or stopped, at somebody's request; a backup must not undo that.

    Or one whose address was replaced, with the links that had gone there.

    By kind and number, and by when the row began: after a backup a number may be given again.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    row = models.CharField(max_length=40)  # its number, or what stands for one
    born = models.DateTimeField(null=True)
    everywhere = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.kind} {self.row}"
