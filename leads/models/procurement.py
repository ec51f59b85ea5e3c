"""What a public buyer means to buy; see leads/procurement/."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models import User
from leads.models.employers import Contact
from leads.models.lead import Lead
from leads.stages import Wish


class ProcurementIntentionQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """Who follows the buyer up sees what it means to buy."""
        return scoping.within(self, user, right, "lead__owner_organisation")

    def ahead(self) -> Self:
        """Nothing was awarded yet, and it was not called off."""
        return self.filter(status__in=ProcurementIntention.AHEAD)


class ProcurementIntention(models.Model):
    """An aankoopplan: what, how much about, by when, and in which form of contract.

    It hangs on the dossier, so that it goes along when that is handed over.
    """

    class Form(models.TextChoices):
        RESERVED = "voorbehouden", "Voorbehouden opdracht"
        LOT = "perceel", "Voorbehouden perceel"
        CLAUSE = "clausule", "Sociale clausule"
        DIRECT = "rechtstreeks", "Rechtstreekse aankoop"
        OTHER = "andere", "Andere vorm"

    class Status(models.TextChoices):
        MEANT = "gepland", "Van plan"
        PREPARED = "voorbereiding", "In voorbereiding"
        PUBLISHED = "uitgeschreven", "Uitgeschreven"
        AWARDED = "gegund", "Gegund aan de sociale economie"
        ELSEWHERE = "elders", "Gegund aan een ander"
        DROPPED = "gestopt", "Gaat niet door"

    AHEAD = (Status.MEANT, Status.PREPARED, Status.PUBLISHED)

    lead = models.ForeignKey(
        Lead, verbose_name="opvolgdossier", on_delete=models.CASCADE, related_name="intentions"
    )
    activity = models.ForeignKey(
        "brand.Activity",
        verbose_name="welk werk",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    wish = models.CharField("welke interesse", max_length=20, choices=Wish, blank=True)
    description = models.CharField("in eigen woorden", max_length=200, blank=True)
    size = models.CharField("omvang", max_length=120, blank=True)
    amount = models.DecimalField(
        "geschat bedrag in euro", max_digits=12, decimal_places=2, null=True, blank=True
    )
    form = models.CharField("vorm", max_length=20, choices=Form, blank=True)
    status = models.CharField("staat", max_length=20, choices=Status, default=Status.MEANT)
    expected_on = models.DateField("verwacht vanaf", null=True, blank=True)
    contact = models.ForeignKey(
        Contact,
        verbose_name="contactpersoon",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField("notitie", max_length=1000, blank=True)
    # Grows with every change, so that two people at once find out.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="genoteerd door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("genoteerd op", default=timezone.now, editable=False)

    objects = ProcurementIntentionQuerySet.as_manager()

    class Meta:
        verbose_name = "aankoopplan"
        verbose_name_plural = "aankoopplannen"
        ordering = ["expected_on", "pk"]
        indexes = [models.Index(fields=["status", "expected_on"], name="intention_ahead")]

    def __str__(self) -> str:
        return self.description or str(self.activity or self.get_wish_display() or "Aankoopplan")

    @property
    def is_ahead(self) -> bool:
        return self.status in self.AHEAD

    @property
    def kind_words(self) -> str:
        """What of the code lists it is about, where the words say something else."""
        said = [str(self.activity) if self.activity else "", self.get_wish_display()]
        return ", ".join(one for one in said if one and one != str(self))
