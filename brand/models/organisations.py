"""Partner organisations and the people who work in them."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping


class Province(models.TextChoices):
    """The five Flemish provinces, and the Brussels Region beside them."""

    ANTWERPEN = "antwerpen", "Antwerpen"
    LIMBURG = "limburg", "Limburg"
    OOST_VLAANDEREN = "oost-vlaanderen", "Oost-Vlaanderen"
    VLAAMS_BRABANT = "vlaams-brabant", "Vlaams-Brabant"
    WEST_VLAANDEREN = "west-vlaanderen", "West-Vlaanderen"
    BRUSSEL = "brussel", "Brussel"


class Activity(models.Model):
    """What a partner can do for an employer; an editable list."""

    name = models.CharField("naam", max_length=80, unique=True)

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        ordering = ["name"]

    def __str__(self):
        return self.name


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user, right=None):
        """The federation sees every partner; a partner's people see where they work.

        With a right: only those at which the user has it.
        """
        if right:
            return scoping.within(self, user, right, "pk")
        if user.is_federation or user.federation_roles - {Role.ONTHAAL}:
            return self
        return self.filter(pk__in=user.organisation_ids())

    def federation(self):
        """The one that runs the brand, if it is entered."""
        return self.filter(is_active=True, is_federation=True).order_by("pk").first()

    def partners(self):
        """Those the public sees: active and licensed to use the brand today."""
        return self.filter(is_active=True, is_federation=False).filter(
            models.Q(licence_until=None) | models.Q(licence_until__gte=timezone.localdate())
        )


class Organisation(models.Model):
    """A partner organisation. The federation that runs the brand is one of them."""

    class Kind(models.TextChoices):
        MAATWERKBEDRIJF = "maatwerkbedrijf", "Maatwerkbedrijf"
        LDE = "lde", "Lokale diensteneconomie"
        ARBEIDSZORG = "arbeidszorg", "Arbeidszorg"
        KRINGWINKEL = "kringwinkel", "Kringwinkel"
        KOEPEL = "koepel", "Koepel of federatie"
        OVERHEID = "overheid", "Lokaal bestuur"
        OTHER = "andere", "Andere"

    name = models.CharField("naam", max_length=120, unique=True)
    slug = models.SlugField("adres", max_length=80, unique=True)
    kind = models.CharField("soort", max_length=20, choices=Kind, default=Kind.MAATWERKBEDRIJF)
    is_federation = models.BooleanField(
        "beheert het merk",
        default=False,
        help_text="Medewerkers van deze organisatie zien alles van alle partners.",
    )
    description = models.TextField("korte voorstelling", max_length=600, blank=True)
    website = models.URLField("website", blank=True)
    email = models.EmailField("e-mailadres voor werkgevers", blank=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    provinces = models.JSONField("provincies", default=list, blank=True)
    municipalities = models.ManyToManyField(
        "brand.Municipality", verbose_name="gemeenten", blank=True, related_name="organisations"
    )
    base = models.ForeignKey(
        "brand.Municipality",
        verbose_name="thuisbasis",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="De gemeente van waaruit jullie werken. Zo meten we hoe ver een werkgever is.",
    )
    activities = models.ManyToManyField(
        Activity, verbose_name="activiteiten", blank=True, related_name="organisations"
    )
    lead_capacity = models.PositiveSmallIntegerField(
        "nieuwe opvolgdossiers per maand",
        null=True,
        blank=True,
        help_text="Hoeveel vragen van werkgevers kunnen jullie per maand aan?",
    )
    licence_until = models.DateField(
        "mag het merk gebruiken tot en met",
        null=True,
        blank=True,
        help_text="Leeg: zonder einddatum. Na die dag wachten nieuwe verhalen.",
    )
    collection = models.OneToOneField(
        "wagtailcore.Collection",
        verbose_name="beeldmap",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="organisation",
    )
    is_active = models.BooleanField("actief", default=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "partner"
        verbose_name_plural = "partners"
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def may_publish(self) -> bool:
        """Whether the licence to use the brand runs today."""
        return self.is_active and (
            self.licence_until is None or self.licence_until >= timezone.localdate()
        )


class Role(models.TextChoices):
    """A person's role at an organisation; one person may have several."""

    MARKETEER = "marketeer", "Marketeer"
    COORDINATOR = "coordinator", "Coördinator"
    ONTHAAL = "onthaal", "Onthaal"
    BEHEERDER = "beheerder", "Beheerder"

    @property
    def does(self) -> str:
        """What it is for, in a line, for whoever invites or is invited."""
        return DOES[self.value]


DOES = {
    "marketeer": "Schrijft verhalen, vraagt toestemming, leest na wat collega's indienen en deelt.",
    "coordinator": "Volgt werkgevers op, plant haltes en regelt inschrijvingen.",
    "onthaal": "Staat aan de deur van een halte en checkt bezoekers in. Komt niet in het beheer.",
    "beheerder": (
        "Mag alles wat marketeer en coördinator mogen, nodigt mensen uit, past de gegevens van de"
        " partner aan en wist persoonsgegevens."
    ),
}


class MembershipQuerySet(models.QuerySet):
    def accepted(self):
        return self.filter(is_accepted=True)

    def people(self):
        """The numbers of those who said yes to such a role, for a query over people."""
        return self.accepted().order_by().values("user")

    def visible_to(self, user, right="brand.view_membership"):
        """The federation sees all; a partner's administrators those at their partner."""
        return scoping.within(self, user, right)


class Membership(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="persoon",
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="partner", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField("rol", max_length=20, choices=Role)
    # A role that was offered gives nothing until the link of its own invitation was used.
    is_accepted = models.BooleanField("aangenomen", default=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "lidmaatschap"
        verbose_name_plural = "lidmaatschappen"
        ordering = ["organisation__name", "user__email"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()} bij {self.organisation}"

    @property
    def role_does(self) -> str:
        return Role(self.role).does

    @property
    def person(self) -> str:
        """The name, for users who work with this person; for others the address that was typed."""
        known = self.is_accepted or not self.user.has_come_in
        return str(self.user) if known else self.user.email

    @property
    def is_taken_up(self) -> bool:
        """Whether the person said yes, and has an account to do it with."""
        return self.is_accepted and self.user.has_come_in
