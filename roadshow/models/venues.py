"""Places where the roadshow stops."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from brand import scoping

SEES = "roadshow.view_venue"

ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f\u2028\u2029]*\Z", "Zet dit op één regel.")
# A box around Flanders and Brussels, wide enough for a host just over the border.
SOUTH, NORTH, WEST, EAST = 50.5, 51.7, 2.3, 6.1


class VenueQuerySet(models.QuerySet):
    def visible_to(self, user, right=SEES):
        """The federation sees all; a partner sees its own and those anyone may use.

        With the right to change: only its own.
        """
        ours = scoping.within(self, user, right)
        if right != SEES or ours is self or not scoping.may_somewhere(user, right):
            return ours
        return ours | self.filter(organisation=None)


class Venue(models.Model):
    """A place where the roadshow stops, with what a visitor must know to get there and in."""

    name = models.CharField("naam", max_length=120, validators=[ONE_LINE])
    street = models.CharField("straat en nummer", max_length=160, blank=True, validators=[ONE_LINE])
    postal_code = models.CharField(
        "postcode",
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{3}\Z", "Een postcode heeft vier cijfers.")],
    )
    municipality = models.ForeignKey(
        "brand.Municipality", verbose_name="gemeente", on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.DecimalField(
        "breedtegraad", max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        "lengtegraad", max_digits=8, decimal_places=5, null=True, blank=True
    )
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="van partner",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="venues",
        help_text="Leeg: elke partner mag deze locatie kiezen.",
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="foto van de plek",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="De gevel of de werkvloer, liefst liggend. Staat bovenaan elke halte hier; "
        "wie herkenbaar op de foto staat, moet daar toestemming voor gegeven hebben.",
    )
    parking = models.CharField("parking", max_length=200, blank=True)
    public_transport = models.CharField(
        "openbaar vervoer",
        max_length=200,
        blank=True,
        help_text="De halte en hoeveel minuten stappen. Het station rekenen wij zelf uit.",
    )
    bicycle = models.CharField("fiets", max_length=200, blank=True)
    has_ramp = models.BooleanField("toegankelijk met rolstoel", null=True, blank=True)
    has_induction_loop = models.BooleanField("ringleiding", null=True, blank=True)
    has_accessible_toilet = models.BooleanField("aangepast toilet", null=True, blank=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = "locatie"
        verbose_name_plural = "locaties"
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.municipality}"

    def clean(self):
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": "Vul breedtegraad en lengtegraad allebei in."})
        if self.latitude is not None and not (
            SOUTH <= self.latitude <= NORTH and WEST <= self.longitude <= EAST
        ):
            raise ValidationError({"latitude": "Dit punt ligt niet in Vlaanderen of Brussel."})

    @property
    def address(self) -> str:
        """One line, as on an envelope."""
        town = f"{self.postal_code} {self.municipality}".strip()
        return f"{self.street}, {town}" if self.street else town

    @property
    def has_pin(self) -> bool:
        return self.latitude is not None and self.longitude is not None

    @property
    def point(self) -> tuple[float, float]:
        """Latitude and longitude; the centre of the municipality when no pin was set."""
        if self.has_pin:
            return float(self.latitude), float(self.longitude)
        return float(self.municipality.latitude), float(self.municipality.longitude)
