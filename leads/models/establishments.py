"""The places where an employer works, and what it does, by its own number and code."""

from typing import Self

from django.db import models
from django.db.models import Q

from brand import scoping
from brand.forms.enterprise_numbers import establishment_words
from brand.models import User
from leads.models.employers import Employer


class Origin(models.TextChoices):
    """Who said it. What the register says follows the register; what a person says stays."""

    TYPED = "ingevuld", "ingevuld"
    REGISTER = "kbo", "uit KBO"


class OfEmployerQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_employer") -> Self:
        """Facts of a company: shared by the partners who met it, as its name is."""
        if scoping.is_everywhere(user, right):
            return self
        return self.filter(employer__in=Employer.objects.visible_to(user, right).values("pk"))


class Establishment(models.Model):
    """A place of work of an employer (vestigingseenheid); it need not be in the register."""

    employer = models.ForeignKey(
        Employer, verbose_name="werkgever", on_delete=models.CASCADE, related_name="establishments"
    )
    number = models.CharField("vestigingsnummer", max_length=10, blank=True, db_index=True)
    name = models.CharField("naam", max_length=160, blank=True)
    address = models.CharField("straat en nummer", max_length=200, blank=True)
    municipality = models.ForeignKey(
        "brand.Municipality",
        verbose_name="gemeente",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    origin = models.CharField(
        "vanwaar", max_length=10, choices=Origin, default=Origin.TYPED, editable=False
    )
    # What the register says of it (name, address, place), whoever said what stands above; the
    # stand in which it was last told, and the one in which it was no longer there.
    register = models.JSONField(default=dict, editable=False)
    register_on = models.DateField(null=True, editable=False)
    left_on = models.DateField(null=True, editable=False)
    created_at = models.DateTimeField("gemaakt", auto_now_add=True)

    objects = OfEmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "vestiging"
        verbose_name_plural = "vestigingen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "number"],
                condition=~Q(number=""),
                name="establishment_once_per_employer",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.where or f"Vestiging {self.number_words}"

    @property
    def number_words(self) -> str:
        return establishment_words(self.number)

    @property
    def where(self) -> str:
        """Stationsstraat 1, Genk"""
        return ", ".join(filter(None, [self.address, str(self.municipality or "")]))


class EmployerActivity(models.Model):
    """A NACE-BEL code, which says nothing without its version."""

    class Version(models.TextChoices):
        V2025 = "2025", "NACE-BEL 2025"
        V2008 = "2008", "NACE-BEL 2008"
        V2003 = "2003", "NACE-BEL 2003"

    employer = models.ForeignKey(
        Employer, verbose_name="werkgever", on_delete=models.CASCADE, related_name="activities"
    )
    # Of the whole employer where there is none.
    establishment = models.ForeignKey(
        Establishment,
        verbose_name="vestiging",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="activities",
    )
    version = models.CharField("versie", max_length=4, choices=Version, default=Version.V2025)
    code = models.CharField("code", max_length=7)  # its digits alone
    is_main = models.BooleanField("hoofdactiviteit", default=False)
    origin = models.CharField(
        "vanwaar", max_length=10, choices=Origin, default=Origin.TYPED, editable=False
    )
    register_on = models.DateField(null=True, editable=False)  # the stand that last told it
    created_at = models.DateTimeField("gemaakt", auto_now_add=True)

    objects = OfEmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        ordering = ["-version", "-is_main", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "version", "code"],
                condition=Q(establishment=None),
                name="activity_once_per_employer",
            ),
            models.UniqueConstraint(
                fields=["establishment", "version", "code"],
                condition=Q(establishment__isnull=False),
                name="activity_once_per_establishment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_words} ({self.get_version_display()})"

    @property
    def code_words(self) -> str:
        """47.110, as Statbel writes it."""
        return f"{self.code[:2]}.{self.code[2:]}" if len(self.code) > 2 else self.code
