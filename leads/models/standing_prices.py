"""What a partner asks for a piece of work, per unit, from when until when."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import scoping
from brand.models import Activity, Organisation, User
from leads.models.price_requests import Unit


class StandingPriceQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_standingprice") -> Self:
        """A partner sees its own prices, the federation all."""
        return scoping.within(self, user, right)

    def on(self, day: date) -> Self:
        """Those that hold on that day."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)

    def published(self) -> Self:
        """What the partner chose to show everybody, as it holds today."""
        rows = self.on(timezone.localdate()).filter(is_public=True)
        return rows.select_related("activity").order_by("activity__name", "work", "pk")

    def beside(self, price: "StandingPrice") -> Self:
        """Of the same work in the same unit, at the same time."""
        rows = self.exclude(pk=price.pk).filter(
            Q(valid_until=None) | Q(valid_until__gte=price.valid_from),
            organisation=price.organisation_id,
            activity=price.activity_id,
            work=price.work,
            unit=price.unit,
        )
        return rows.filter(valid_from__lte=price.valid_until) if price.valid_until else rows


class StandingPrice(models.Model):
    """One line of a partner's list of unit prices; a new price is a new line beside the old."""

    organisation = models.ForeignKey(
        Organisation,
        verbose_name="partner",
        on_delete=models.CASCADE,
        related_name="standing_prices",
    )
    activity = models.ForeignKey(
        Activity,
        verbose_name="activiteit",
        null=True,  # when the federation takes it off its list
        on_delete=models.SET_NULL,
        related_name="+",
    )
    work = models.CharField("welk werk", max_length=120, help_text="Zoals: gras maaien.")
    unit = models.CharField("eenheid", max_length=10, choices=Unit)
    price = models.DecimalField(
        "prijs in euro, zonder btw",
        max_digits=10,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"), "Vul een prijs boven nul in.")],
    )
    remark = models.CharField(
        "erbij te weten", max_length=200, blank=True, help_text="Zoals: vanaf 500 m²."
    )
    valid_from = models.DateField("geldt vanaf", default=timezone.localdate)
    valid_until = models.DateField(
        "geldt tot en met", null=True, blank=True, help_text="Leeg: tot er een nieuwe komt."
    )
    is_public = models.BooleanField(
        "op de site",
        default=False,
        help_text="Uit: alleen jullie en de federatie zien deze prijs.",
    )
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = StandingPriceQuerySet.as_manager()

    class Meta:
        verbose_name = "eenheidsprijs"
        verbose_name_plural = "eenheidsprijzen"
        ordering = ["organisation__name", "activity__name", "work", "-valid_from", "pk"]

    def __str__(self) -> str:
        return f"{self.work}, per {self.get_unit_display()}"

    @property
    def shown(self) -> str:
        return "Op de site" if self.is_public else "Niet op de site"

    @property
    def holds(self) -> str:
        today = timezone.localdate()
        if self.valid_from > today:
            return "Later"
        return "Nu" if self.valid_until is None or self.valid_until >= today else "Vroeger"
