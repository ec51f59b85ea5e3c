"""Support for employers: cards, their parameters, and each value with its dates and its source.

Amounts change and sources differ, so no number stands in the code: a value says where it was read,
when, for which region and how sure it is. A value is never changed; another one replaces it.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from leads.models.placements import CooperationForm

Group = CooperationForm.Group
Status = CooperationForm.Status

NO_SOURCE = "Schrijf waar deze waarde staat. Zonder bron bewaren we geen waarde."
NO_DAY = "Vul in wanneer je de bron las."
ONE_SIDE = "Vul beide in. Is het één getal, vul dan twee keer hetzelfde in."
TURNED = "Het hoogste getal is kleiner dan het laagste."
DATES_TURNED = "De laatste dag ligt voor de eerste."
NEVER_CHANGED = "Een waarde verandert niet: maak een nieuwe, die deze vervangt."


class Region(models.TextChoices):
    BELGIUM = "belgie", "Heel België"
    FLANDERS = "vlaanderen", "Vlaanderen"
    BRUSSELS = "brussel", "Brussel"
    WALLONIA = "wallonie", "Wallonië"


class Sourced(models.Model):
    """What is said of support: from when until when, where it was read, and who looked again."""

    region = models.CharField("gewest", max_length=12, choices=Region, default=Region.BELGIUM)
    valid_from = models.DateField("geldt vanaf", null=True, blank=True)
    valid_to = models.DateField("geldt tot en met", null=True, blank=True)
    source = models.CharField("bron", max_length=200, blank=True)
    source_url = models.URLField("adres van de bron", max_length=300, blank=True)
    source_date = models.DateField(
        "bron van", null=True, blank=True, help_text="Leeg als de bron geen datum draagt."
    )
    read_on = models.DateField("gelezen op", null=True, blank=True)
    remark = models.CharField(
        "opmerking bij de bron",
        max_length=300,
        blank=True,
        help_text="Staat op de site: spreken bronnen elkaar tegen, is het onzeker?",
    )
    status = models.CharField("staat", max_length=20, choices=Status, default=Status.UNVERIFIED)
    check_by = models.DateField(
        "opnieuw na te kijken op",
        null=True,
        blank=True,
        help_text="Vanaf die dag vraagt het beginscherm van de federatie om dit na te kijken.",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="nagekeken door",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    checked_on = models.DateField("nagekeken op", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        return self.status == Status.VERIFIED

    @property
    def is_historic(self) -> bool:
        return self.status == Status.HISTORIC

    def is_past_check(self, day: date) -> bool:
        return self.check_by is not None and self.check_by <= day and not self.is_historic

    def ended_before(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to < day

    def begins_after(self, day: date) -> bool:
        return self.valid_from is not None and self.valid_from > day

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": DATES_TURNED})


_IN_ORDER = Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
_LOOKED_OVER = ~Q(status=Status.VERIFIED) | Q(checked_on__isnull=False)


class SupportMeasure(Sourced):
    """One card: what the support is, for whom, who decides and how it is asked."""

    class Employers(models.TextChoices):
        ANY = "alle", "Elke werkgever"
        PRIVATE = "privaat", "Bedrijf of vzw"
        PUBLIC = "overheid", "Overheid"
        SHELTERED = "maatwerk", "Maatwerkbedrijf"

    class RegionOf(models.TextChoices):
        """Whose place decides."""

        SITE = "vestiging", "De vestiging van de werkgever"
        HOME = "woonplaats", "De woonplaats van de medewerker"

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("naam", max_length=120)
    group = models.CharField("soort", max_length=20, choices=Group)
    explanation = models.TextField("uitleg", max_length=600)
    conditions = models.TextField(
        "voorwaarden", max_length=2000, blank=True, help_text="Een voorwaarde per regel."
    )
    steps = models.TextField(
        "hoe vraagt u het aan", max_length=2000, blank=True, help_text="Een stap per regel."
    )
    decided_by = models.CharField("wie beslist", max_length=120, blank=True)
    employers = models.CharField(
        "voor welke werkgever", max_length=12, choices=Employers, default=Employers.ANY
    )
    region_of = models.CharField(
        "het gewest van", max_length=12, choices=RegionOf, default=RegionOf.SITE
    )
    also_called = models.CharField(
        "ook gezocht als",
        max_length=300,
        blank=True,
        help_text="Woorden waarmee mensen dit zoeken, zoals subsidie of een oude naam.",
    )
    position = models.PositiveSmallIntegerField("volgorde", default=100)

    class Meta:
        verbose_name = "steunmaatregel"
        verbose_name_plural = "steunmaatregelen"
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(condition=_IN_ORDER, name="measure_dates_in_order"),
            models.CheckConstraint(condition=_LOOKED_OVER, name="measure_verified_on_a_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def condition_list(self) -> list[str]:
        return _lines(self.conditions)

    @property
    def step_list(self) -> list[str]:
        return _lines(self.steps)


class MeasureParameter(models.Model):
    """One thing that a measure has a value for; what it does in an estimate says its role."""

    class Role(models.TextChoices):
        SHOWN = "tonen", "Alleen tonen"
        AMOUNT = "bedrag", "Bedrag in euro per persoon en per keer"
        TIMES = "keer", "Hoeveel keer dat bedrag"
        PERCENT = "procent", "Percentage van het brutoloon per maand"
        CAP = "grens", "Hoogste brutoloon per maand dat meetelt, in euro"

    measure = models.ForeignKey(
        SupportMeasure,
        verbose_name="steunmaatregel",
        on_delete=models.CASCADE,
        related_name="parameters",
    )
    name = models.CharField("naam", max_length=160)
    unit = models.CharField(
        "eenheid",
        max_length=80,
        blank=True,
        help_text="Staat na het getal: “euro per kwartaal”, “% van het referteloon”.",
    )
    role = models.CharField(
        "in de berekening",
        max_length=10,
        choices=Role,
        default=Role.SHOWN,
        help_text="Een bedrag keer een aantal, of een percentage van een loon met een grens.",
    )
    position = models.PositiveSmallIntegerField("volgorde", default=100)

    class Meta:
        verbose_name = "parameter van een steunmaatregel"
        verbose_name_plural = "parameters van steunmaatregelen"
        ordering = ["measure", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "name"],
                name="parameter_of_measure_once",
                violation_error_message="Deze maatregel heeft al een parameter met die naam.",
            ),
            models.UniqueConstraint(
                fields=["measure", "role"],
                condition=~Q(role="tonen"),
                name="parameter_in_its_role_once",
                violation_error_message="Een andere parameter heeft die plaats al in de "
                "berekening van deze maatregel.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.name}"


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(
        label,
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )


class MeasureValue(Sourced):
    """What a parameter came to, as a source said it. Without number and words: not known.

    Two sources that differ are two values; a value that changed is replaced by a later one, and
    stays as it was.
    """

    # What is written once.
    FIXED: tuple[str, ...] = (
        *("parameter_id", "low", "high", "words", "region", "valid_from", "valid_to"),
        *("source", "source_url", "source_date", "read_on", "remark", "replaces_id"),
    )

    parameter = models.ForeignKey(
        MeasureParameter, verbose_name="parameter", on_delete=models.CASCADE, related_name="values"
    )
    low = _amount("van")
    high = _amount("tot")
    words = models.CharField(
        "in woorden", max_length=200, blank=True, help_text="Als het geen getal is."
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name="vervangt",
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="replaced_by",
        error_messages={"unique": "Iemand verving deze waarde intussen. Kijk het na."},
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ingevuld door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    entered_at = models.DateTimeField("ingevuld op", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "waarde van een steunmaatregel"
        verbose_name_plural = "waarden van steunmaatregelen"
        # The same order on both databases: without a first day comes first.
        ordering = ["parameter", F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(low=None, high=None, words="")
                | ~Q(source="") & Q(read_on__isnull=False),
                name="value_has_a_source",
                violation_error_message=NO_SOURCE,
            ),
            models.CheckConstraint(
                condition=Q(low=None, high=None)
                | Q(low__isnull=False, high__isnull=False, low__gte=0, high__gte=F("low")),
                name="value_from_low_to_high",
                violation_error_message=TURNED,
            ),
            models.CheckConstraint(condition=_IN_ORDER, name="value_dates_in_order"),
            models.CheckConstraint(condition=_LOOKED_OVER, name="value_verified_on_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.parameter}: {self.words or self.figure or 'niet bekend'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not self._state.adding:
            before = type(self).objects.filter(pk=self.pk).values(*self.FIXED).first()
            if before and any(getattr(self, name) != said for name, said in before.items()):
                raise ValueError(NEVER_CHANGED)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if (self.low is None) != (self.high is None):
            raise ValidationError({"high" if self.high is None else "low": ONE_SIDE})
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValidationError({"high": TURNED})
        if self.is_known and not self.source:
            raise ValidationError({"source": NO_SOURCE})
        if self.is_known and not self.read_on:
            raise ValidationError({"read_on": NO_DAY})

    @property
    def is_known(self) -> bool:
        return self.low is not None or bool(self.words)

    @property
    def figure(self) -> tuple[Decimal, Decimal] | None:
        """Lowest and highest; the same twice when it is one number."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    def says_as(self, other: Self) -> bool:
        return (self.low, self.high, self.words) == (other.low, other.high, other.words)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
