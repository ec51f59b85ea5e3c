"""What is measured: an indicator with its definition, its layer and the formula of its figure."""

from django.db import models


class Layer(models.TextChoices):
    """What a figure says something about. Figures of two layers are never added up or compared."""

    INPUT = "inzet", "Inzet"
    ACTIVITY = "activiteit", "Activiteit"
    OUTPUT = "resultaat", "Resultaat"
    OUTCOME = "effect", "Effect"
    IMPACT = "impact", "Impact"

    @property
    def says(self) -> str:
        return SAYS[self.value]


SAYS = {
    "inzet": "Wat de partners erin steken: tijd, mensen en middelen.",
    "activiteit": "Wat we deden.",
    "resultaat": "Wat er rechtstreeks uit kwam: wie kwam, wie vroeg om verder te praten.",
    "effect": "Wat er veranderde voor mensen en werkgevers. Niet: wat er veranderde door ons.",
    "impact": "Wat er zonder ons niet zou zijn. Dat meten we niet.",
}


class IndicatorQuerySet(models.QuerySet):
    def visible_to(self, user):
        """In the back office's list: what is counted is described by the code, not there."""
        return self.filter(counter="")


class Indicator(models.Model):
    """One thing that is measured, every year.

    A counted one names the query that counts it (stories/impact/counting.py): its formula is what
    that query does, so both are changed in one place and the row follows. The others are the sum of
    what partners report, with evidence.
    """

    code = models.SlugField("code", max_length=40, unique=True)
    name = models.CharField("naam", max_length=120)
    unit = models.CharField(
        "wat wordt geteld", max_length=120, help_text="Staat na het getal: “mensen aan de slag”."
    )
    layer = models.CharField("laag", max_length=12, choices=Layer)
    definition = models.TextField("definitie", max_length=1000)
    counter = models.SlugField("telling", max_length=40, blank=True, editable=False)
    formula = models.TextField("formule", max_length=1000, blank=True)
    formula_version = models.PositiveSmallIntegerField("versie van de formule", default=1)
    # Whether small numbers say something of a person or a company.
    protects = models.BooleanField(
        "getallen onder 5 verbergen",
        default=True,
        help_text="Zet dit alleen uit waar niet over mensen of bedrijven wordt geteld.",
    )
    is_public = models.BooleanField("op de impactpagina", default=True)
    position = models.PositiveSmallIntegerField("volgorde", default=100)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicator"
        verbose_name_plural = "indicatoren"
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    @property
    def is_counted(self) -> bool:
        return bool(self.counter)
