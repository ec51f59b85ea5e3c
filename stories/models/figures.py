"""Figures: what an indicator came to in a year, as it was published and stays."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from brand import scoping
from brand.privacy.suppression import FEWEST
from stories.models.indicators import Indicator

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 1_000_000_000


class FigureQuerySet(models.QuerySet):
    def published(self):
        """What visitors see now."""
        return self.filter(state=Figure.State.PUBLISHED, indicator__is_public=True)

    def were_published(self):
        """Every stand that visitors saw at some time, the newest first."""
        return self.exclude(state=Figure.State.WAITING).order_by("-published_at", "-pk")


class Figure(models.Model):
    """A frozen stand: the number, how it was counted and what it was made of, on that day.

    What is erased or corrected in the rows since changes nothing here. Another number is another
    row, that says why and names the one before it.
    """

    class State(models.TextChoices):
        WAITING = "wacht", "Wacht op een reden"
        PUBLISHED = "gepubliceerd", "Gepubliceerd"
        REPLACED = "vervangen", "Vervangen"

    indicator = models.ForeignKey(
        Indicator, verbose_name="indicator", on_delete=models.PROTECT, related_name="figures"
    )
    year = models.PositiveSmallIntegerField("jaar")
    state = models.CharField("staat", max_length=12, choices=State)
    value = models.DecimalField("getal", max_digits=12, decimal_places=2)
    rows = models.PositiveIntegerField("getelde rijen", default=0)
    # Partners that answered, of how many; and how many said they do not know.
    answered = models.PositiveIntegerField("antwoordden", null=True, blank=True)
    asked = models.PositiveIntegerField("van zoveel", null=True, blank=True)
    unknown = models.PositiveIntegerField("onbekend", null=True, blank=True)
    # Tables of what was counted, without the numbers that are withheld: stories/impact/tables.py.
    parts = models.JSONField("uitsplitsing", default=list, blank=True)
    # Name, unit, layer, definition, formula, its version and its parameters, as they were.
    method = models.JSONField("hoe geteld", default=dict)
    counted_at = models.DateTimeField("geteld op", default=timezone.now)
    # The last time that counting again gave the same.
    checked_at = models.DateTimeField("stand", default=timezone.now)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    reason = models.CharField("reden", max_length=400, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_example = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = "impactcijfer"
        verbose_name_plural = "impactcijfers"
        ordering = ["-year", "indicator", "-counted_at", "-pk"]
        indexes = [models.Index(fields=["state", "year"], name="figure_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(state="gepubliceerd"),
                name="figure_published_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "year"],
                condition=Q(state="wacht"),
                name="figure_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.year}"

    @property
    def is_withheld(self) -> bool:
        """Too small to tell: the number itself would say who."""
        return self.method.get("protects", True) and 0 < self.value < FEWEST

    @property
    def shown(self):
        """The number for visitors; None when it is withheld."""
        return None if self.is_withheld else self.value

    @property
    def shown_rows(self) -> int | None:
        """How many rows that is; few rows say who, also when the number is large."""
        few = self.method.get("protects", True) and 0 < self.rows < FEWEST
        return None if few or self.is_withheld else self.rows

    @property
    def unit(self) -> str:
        return self.method.get("unit", "")

    @property
    def name(self) -> str:
        return self.method.get("name", "")

    @property
    def silent(self) -> int | None:
        """Partners that reported nothing at all, neither a number nor that they do not know."""
        if self.asked is None or not self.method.get("is_reported"):
            return None
        return max(0, self.asked - (self.answered or 0) - (self.unknown or 0))


class PartnerFigureQuerySet(models.QuerySet):
    def visible_to(self, user, right="stories.view_partnerfigure"):
        """The federation sees all, a partner its own."""
        return scoping.within(self, user, right)

    def approved(self):
        return self.filter(state=PartnerFigure.State.APPROVED)

    def submitted(self):
        return self.filter(state=PartnerFigure.State.SUBMITTED)


class PartnerFigure(models.Model):
    """What one partner reports of one year, with evidence, and whether a second person agreed.

    An approved one is never changed: a correction is a new row with a reason, which takes its place
    once it is approved too.
    """

    class State(models.TextChoices):
        SUBMITTED = "ingediend", "Wacht op goedkeuring"
        APPROVED = "goedgekeurd", "Goedgekeurd"
        RETURNED = "teruggestuurd", "Teruggestuurd"
        REPLACED = "vervangen", "Vervangen"

    indicator = models.ForeignKey(
        Indicator, verbose_name="indicator", on_delete=models.PROTECT, related_name="reported"
    )
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="impact_figures",
    )
    year = models.PositiveSmallIntegerField(
        "jaar", validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    # Empty: the partner says that it does not know.
    value = models.DecimalField(
        "getal",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(MOST)],
    )
    source = models.CharField("bron", max_length=200)
    source_date = models.DateField("bron van")
    document = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name="bewijsstuk",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.TextField("toelichting", max_length=1000, blank=True)
    reason = models.CharField("waarom het oude cijfer niet klopte", max_length=400, blank=True)
    state = models.CharField("staat", max_length=14, choices=State, default=State.SUBMITTED)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="doorgegeven door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    entered_at = models.DateTimeField("doorgegeven op", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="nagekeken door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField("nagekeken op", null=True, blank=True)
    answer = models.CharField("antwoord", max_length=400, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = PartnerFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "cijfer van een partner"
        verbose_name_plural = "cijfers van partners"
        ordering = ["-year", "indicator", "organisation", "-entered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "organisation", "year"],
                condition=Q(state="goedgekeurd"),
                name="partner_figure_approved_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation", "year"],
                condition=Q(state="ingediend"),
                name="partner_figure_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(entered_by=None) | ~Q(decided_by=F("entered_by")),
                name="partner_figure_by_two_people",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.indicator}, {self.year}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.SUBMITTED

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED
