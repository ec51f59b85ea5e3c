"""What personal data went: what, when and how much, and never whose."""

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
