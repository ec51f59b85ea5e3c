"""Calculations in euro: social return on investment, and what comes back to government.

A calculation is made of lines, and a line of factors with three values, a source, a date and an
author each. There are no values to begin with. What visitors read is an edition: a frozen copy of
everything, with a number; see `stories/sroi/editions.py`.
"""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

LONGEST = 30  # years that an effect may be counted


class SroiKind(models.TextChoices):
    SROI = "sroi", "Maatschappelijke waarde (SROI)"
    GOVERNMENT = "overheid", "Wat de overheid terugkrijgt, per persoon en per jaar"


class SroiRole(models.TextChoices):
    """What a line stands for; the first two in a SROI, the last two in a return to government."""

    INPUT = "inzet", "Inzet"
    OUTCOME = "effect", "Effect"
    GAIN = "opbrengst", "Opbrengst voor de overheid"
    COST = "kost", "Kost voor de overheid"

    @classmethod
    def of(cls, kind: str) -> list["SroiRole"]:
        return [cls.INPUT, cls.OUTCOME] if kind == SroiKind.SROI else [cls.GAIN, cls.COST]


class Party(models.TextChoices):
    """Who pays, or for whom something is saved."""

    MUNICIPALITY = "gemeente", "Gemeenten"
    REGION = "vlaanderen", "Vlaanderen"
    FEDERAL = "federaal", "Federale overheid"
    PARTNERS = "partners", "Partners"
    EMPLOYERS = "werkgevers", "Werkgevers"
    PEOPLE = "mensen", "De mensen zelf"
    VOLUNTEERS = "vrijwilligers", "Vrijwilligers"
    OTHERS = "anderen", "Anderen"

    @classmethod
    def governments(cls) -> list["Party"]:
        return [cls.MUNICIPALITY, cls.REGION, cls.FEDERAL]


class FactorKind(models.TextChoices):
    """Percentages are written as people say them: 30 stands for 30 %."""

    AMOUNT = "bedrag", "Bedrag in euro"
    QUANTITY = "aantal", "Hoeveel"
    PROXY = "waarde", "Waarde van één, in euro"
    DEADWEIGHT = "zonder-ons", "Was ook zonder ons gebeurd, in %"
    DISPLACEMENT = "verdringing", "Verdrong iets anders, in %"
    ATTRIBUTION = "anderen", "Aandeel van anderen, in %"
    DROP_OFF = "afname", "Neemt elk jaar af met, in %"
    DISCOUNT = "discontovoet", "Discontovoet, in % per jaar"
    SHARE = "anders-niet", "Aandeel dat anders niet zou werken, in %"

    @property
    def is_percentage(self) -> bool:
        return self not in (self.AMOUNT, self.QUANTITY, self.PROXY)

    @property
    def is_money(self) -> bool:
        return self in (self.AMOUNT, self.PROXY)

    @classmethod
    def of_role(cls, role: str) -> list["FactorKind"]:
        """In the order of the formula."""
        if role != SroiRole.OUTCOME:
            return [cls.AMOUNT]
        outcome = [cls.QUANTITY, cls.PROXY, cls.DEADWEIGHT, cls.DISPLACEMENT]
        return [*outcome, cls.ATTRIBUTION, cls.DROP_OFF]

    @classmethod
    def of_calculation(cls, kind: str) -> "FactorKind":
        """The one that holds for all lines."""
        return cls.DISCOUNT if kind == SroiKind.SROI else cls.SHARE


class SroiCalculation(models.Model):
    """One calculation as the federation works on it; visitors see editions of it alone."""

    kind = models.CharField("soort", max_length=10, choices=SroiKind, default=SroiKind.SROI)
    name = models.CharField("naam", max_length=120)
    slug = models.SlugField("adres", max_length=80, unique=True)
    subject = models.TextField("waarover dit gaat", max_length=1000)
    perspective = models.CharField("voor wie gerekend wordt", max_length=200)
    start = models.DateField("van")
    end = models.DateField("tot en met")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField("gewijzigd op", default=timezone.now)
    is_example = models.BooleanField("voorbeeld", default=False, editable=False)

    class Meta:
        verbose_name = "berekening in euro"
        verbose_name_plural = "berekeningen in euro"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=models.F("start")), name="sroi_period"),
        ]

    def __str__(self):
        return self.name


class SroiLine(models.Model):
    """Something that was put in, or came of it. A removed one can be put back."""

    calculation = models.ForeignKey(
        SroiCalculation, verbose_name="berekening", on_delete=models.CASCADE, related_name="lines"
    )
    role = models.CharField("soort regel", max_length=10, choices=SroiRole)
    name = models.CharField("naam", max_length=120)
    party = models.CharField("partij", max_length=14, choices=Party)
    years = models.PositiveSmallIntegerField(
        "hoeveel jaar telt het mee",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST)],
    )
    removed_at = models.DateTimeField("weggehaald op", null=True, blank=True)

    class Meta:
        verbose_name = "regel van een berekening"
        verbose_name_plural = "regels van een berekening"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1) & Q(years__lte=LONGEST), name="sroi_line_years"
            ),
        ]

    def __str__(self):
        return self.name


class SroiFactor(models.Model):
    """Three values of one factor, and where they come from.

    `cautious` is the value that makes the result smaller, whichever way that is.
    """

    calculation = models.ForeignKey(
        SroiCalculation, verbose_name="berekening", on_delete=models.CASCADE, related_name="factors"
    )
    line = models.ForeignKey(
        SroiLine,
        verbose_name="regel",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="factors",
    )
    kind = models.CharField("factor", max_length=14, choices=FactorKind)
    cautious = models.DecimalField("voorzichtig", max_digits=14, decimal_places=4, null=True)
    middle = models.DecimalField("midden", max_digits=14, decimal_places=4, null=True)
    generous = models.DecimalField("ruim", max_digits=14, decimal_places=4, null=True)
    source = models.CharField("bron", max_length=300, blank=True)
    source_date = models.DateField("bron van", null=True, blank=True)
    author = models.CharField("wie het invulde", max_length=120, blank=True)
    # A quantity that was counted here: what it was then is written above.
    figure = models.ForeignKey(
        "stories.Figure",
        verbose_name="impactcijfer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "factor van een berekening"
        verbose_name_plural = "factoren van een berekening"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "kind"], condition=Q(line__isnull=False), name="sroi_factor_of_line"
            ),
            models.UniqueConstraint(
                fields=["calculation", "kind"],
                condition=Q(line__isnull=True),
                name="sroi_factor_of_calculation",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class SroiEditionQuerySet(models.QuerySet):
    def published(self):
        """The one of each calculation that visitors see first."""
        return self.filter(state=SroiEdition.State.PUBLISHED)

    def were_published(self):
        """With those that another took the place of; never one that was taken off the site."""
        return self.exclude(state=SroiEdition.State.TAKEN_OFF)

    def of(self, slug: str, number: int | None = None) -> "SroiEdition | None":
        """What visitors read of the calculation at this address; None when there is nothing."""
        rows = self.were_published().filter(calculation__slug=slug)
        one = {"state": SroiEdition.State.PUBLISHED} if number is None else {"number": number}
        return rows.filter(**one).select_related("calculation").first()


class SroiEdition(models.Model):
    """A calculation as it was on the day it was published; never changed afterwards."""

    class State(models.TextChoices):
        PUBLISHED = "gepubliceerd", "Gepubliceerd"
        REPLACED = "vervangen", "Vervangen"
        TAKEN_OFF = "weggehaald", "Van de site gehaald"

    calculation = models.ForeignKey(
        SroiCalculation,
        verbose_name="berekening",
        on_delete=models.PROTECT,
        related_name="editions",
    )
    number = models.PositiveSmallIntegerField("versie")
    state = models.CharField("staat", max_length=12, choices=State, default=State.PUBLISHED)
    # Everything that was filled in, and what came of it: stories/sroi/sheet.py.
    sheet = models.JSONField("gegevens")
    results = models.JSONField("uitkomsten")
    reason = models.CharField("wat er veranderde", max_length=400, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_example = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = SroiEditionQuerySet.as_manager()

    class Meta:
        verbose_name = "versie van een berekening"
        verbose_name_plural = "versies van berekeningen"
        ordering = ["calculation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "number"], name="sroi_edition_number"),
            models.UniqueConstraint(
                fields=["calculation"],
                condition=Q(state="gepubliceerd"),
                name="sroi_edition_published_once",
            ),
        ]

    def __str__(self):
        return f"{self.calculation}, versie {self.number}"

    @property
    def is_newest(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def siblings(self) -> SroiEditionQuerySet:
        """Every edition of this calculation that visitors may read."""
        return SroiEdition.objects.were_published().filter(calculation=self.calculation_id)
