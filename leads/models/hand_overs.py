"""A lead offered by one partner to another."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import scoping
from brand.models import User
from leads.models.lead import Lead


class HandOverQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """Both sides of an offer see it."""
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        return self.filter(Q(from_organisation__in=mine) | Q(to_organisation__in=mine))

    def waiting(self) -> Self:
        return self.filter(state=HandOver.State.OFFERED)


class HandOver(models.Model):
    """A lead offered to another partner, who takes it or says why not."""

    class State(models.TextChoices):
        OFFERED = "aangeboden", "Aangeboden"
        ACCEPTED = "aanvaard", "Aanvaard"
        DECLINED = "geweigerd", "Geweigerd"
        WITHDRAWN = "ingetrokken", "Ingetrokken"
        EXPIRED = "verlopen", "Verlopen"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="hand_overs")
    from_organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="van", on_delete=models.PROTECT, related_name="+"
    )
    to_organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="aan",
        on_delete=models.PROTECT,
        related_name="hand_overs_received",
    )
    state = models.CharField("staat", max_length=20, choices=State, default=State.OFFERED)
    passes_on = models.BooleanField(
        "gaat bij een nee naar de volgende partner", default=False, editable=False
    )
    note = models.TextField("boodschap", max_length=1000, blank=True)
    reason = models.TextField("reden", max_length=1000, blank=True)
    answer_by = models.DateField("antwoord ten laatste")
    offered_at = models.DateTimeField("aangeboden op", default=timezone.now)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="aangeboden door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField("antwoord op", null=True, blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = "overdracht"
        verbose_name_plural = "overdrachten"
        ordering = ["-offered_at"]
        indexes = [
            models.Index(fields=["state", "answer_by", "id"], name="hand_over_waiting"),
            models.Index(fields=["to_organisation", "state", "answer_by"], name="hand_over_to"),
            models.Index(fields=["from_organisation", "state", "answer_by"], name="hand_over_from"),
            models.Index(fields=["-offered_at", "-id"], name="hand_over_last"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(state="aangeboden"), name="one_open_hand_over"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead} aan {self.to_organisation}"
