"""Facts about places: municipalities, the names within them, and railway stations.

They have no owner, so every user may see them; `brand.places` loads and searches them.
"""

from django.db import models

from brand.models.organisations import Province


class MunicipalityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Facts: open to everyone."""
        return self

    def current(self):
        """Those that exist today; a merged one stays for the rows that point to it."""
        return self.filter(is_current=True)


class Municipality(models.Model):
    nis = models.CharField("NIS-code", max_length=5, unique=True)
    name = models.CharField("naam", max_length=80)
    province = models.CharField("provincie", max_length=20, choices=Province)
    postal_codes = models.JSONField(
        "postcodes", default=list, blank=True, help_text="De belangrijkste eerst."
    )
    latitude = models.DecimalField("breedtegraad", max_digits=5, decimal_places=2)
    longitude = models.DecimalField("lengtegraad", max_digits=5, decimal_places=2)
    is_current = models.BooleanField("bestaat nog", default=True)
    as_of = models.DateField("toestand op", null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def centre(self) -> tuple[float, float]:
        """Latitude and longitude in degrees, rounded to 0.01 (about a kilometre)."""
        return float(self.latitude), float(self.longitude)


class Locality(models.Model):
    """A name people still use for a place, and the municipality it lies in today."""

    class Kind(models.TextChoices):
        FORMER = "vroegere-gemeente", "Vroegere gemeente"
        PART = "deelgemeente", "Deelgemeente of kern"
        OTHER = "andere-naam", "Andere naam"

    name = models.CharField("naam", max_length=80)
    postal_code = models.CharField("postcode", max_length=4)
    municipality = models.ForeignKey(
        Municipality, verbose_name="gemeente", on_delete=models.CASCADE, related_name="localities"
    )
    kind = models.CharField("soort", max_length=20, choices=Kind, default=Kind.PART)

    class Meta:
        verbose_name = "plaatsnaam"
        verbose_name_plural = "plaatsnamen"
        ordering = ["name", "postal_code"]
        constraints = [
            models.UniqueConstraint(fields=["postal_code", "name"], name="locality_once")
        ]

    def __str__(self):
        return f"{self.postal_code} {self.name}"


class Station(models.Model):
    """A railway station in Flanders or Brussels where trains stop."""

    code = models.CharField("UIC-code", max_length=7, unique=True)
    name = models.CharField("naam", max_length=80)
    latitude = models.DecimalField("breedtegraad", max_digits=6, decimal_places=3)
    longitude = models.DecimalField("lengtegraad", max_digits=6, decimal_places=3)

    class Meta:
        verbose_name = "station"
        verbose_name_plural = "stations"
        ordering = ["name"]

    def __str__(self):
        return self.name
