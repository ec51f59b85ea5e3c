"""Employers, and the people we know there."""

from typing import Any, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from brand import scoping, tokens
from brand.forms.addresses import plain_address
from brand.forms.phones import phone_digits
from brand.models import User
from brand.privacy import journal
from brand.search import typed


class EmployerQuerySet(models.QuerySet):
    def visible_to(
        self, user: User, right: str = "leads.view_employer", *, of_few: bool = False
    ) -> Self:
        """An employer is visible to users who see one of its leads.

        `of_few`: asked of each row, where these are fewer than what the user sees.
        """
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        leads = apps.get_model("leads", "Lead").objects
        met = leads.filter(owner_organisation__in=mine)
        if of_few:
            return self.filter(Exists(met.filter(employer=OuterRef("pk"))))
        return self.filter(pk__in=met.order_by().values("employer"))


class Employer(models.Model):
    class LocatedBy(models.TextChoices):
        """How we know the municipality."""

        TYPED = "ingevuld", "ingevuld"
        STOP = "halte", "van de halte overgenomen"
        ESTABLISHMENT = "vestiging", "van de vestiging overgenomen"
        REGISTER = "kbo", "van het adres in KBO"

    class Size(models.TextChoices):
        """People at work, by the classes of the European Commission (2003/361/EC)."""

        MICRO = "1-9", "1 tot 9 mensen"
        SMALL = "10-49", "10 tot 49 mensen"
        MEDIUM = "50-249", "50 tot 249 mensen"
        LARGE = "250+", "250 mensen of meer"

    class BuyerKind(models.TextChoices):
        """A government or a school, which buys by the rules of public contracts."""

        MUNICIPALITY = "gemeente", "Gemeente of stad"
        WELFARE = "ocmw", "OCMW"
        PROVINCE = "provincie", "Provincie"
        FLANDERS = "vlaanderen", "Vlaamse overheid of agentschap"
        SCHOOL = "school", "School of scholengroep"
        TOGETHER = "samen", "Intercommunale of politiezone"
        OTHER = "andere", "Andere openbare aankoper"

        @property
        def words(self) -> str:
            """Within a sentence."""
            label = str(self.label)
            return label if label.isupper() else f"{label[0].lower()}{label[1:]}"

    name = models.CharField("naam", max_length=160)
    enterprise_number = models.CharField(
        "ondernemingsnummer",
        max_length=10,
        unique=True,
        null=True,
        blank=True,
        help_text="Tien cijfers, zoals 0123.456.749. Niet verplicht.",
    )
    # What makes two registrations one employer; see leads/capture/.
    identity = models.CharField(max_length=400, unique=True, editable=False)
    mail_domain = models.CharField("maildomein", max_length=200, blank=True, db_index=True)
    municipality = models.ForeignKey(
        "brand.Municipality",
        verbose_name="gemeente",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Empty where there is no municipality; see leads/employers/location.py.
    located_by = models.CharField(max_length=20, choices=LocatedBy, blank=True, editable=False)
    website = models.URLField("website", blank=True)
    size = models.CharField("grootte", max_length=6, choices=Size, blank=True)
    joint_committee = models.CharField(
        "paritair comité",
        max_length=6,
        blank=True,
        help_text="Het nummer, zoals 200 of 327.01. Van de werkgever, niet van de partner.",
    )
    buyer_kind = models.CharField(
        "openbare aankoper",
        max_length=12,
        choices=BuyerKind,
        blank=True,
        help_text="Koopt deze werkgever aan met overheidsgeld? Dan horen aankoopplannen bij het "
        "dossier.",
    )
    # The name as people type it when they search; written by save().
    search_words = models.TextField(editable=False, default="")
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    # Rows that became part of this one, by number and when each was made; as of a contact.
    absorbed = models.JSONField(editable=False, default=list)
    created_at = models.DateTimeField("gemaakt", auto_now_add=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "werkgever"
        verbose_name_plural = "werkgevers"
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="employer_by_name")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_words"}
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """What follows from the other columns; `bulk_create` asks it of each row."""
        self.search_words = typed.line(self.name, self.enterprise_number)

    @property
    def buyer_words(self) -> str:
        """What kind of public buyer, within a sentence; nothing when it is none."""
        return self.BuyerKind(self.buyer_kind).words if self.buyer_kind else ""

    @property
    def is_location_assumed(self) -> bool:
        """The municipality was taken over from where we met, and nobody said that it is theirs."""
        return bool(self.municipality_id) and self.located_by == self.LocatedBy.STOP


class ContactQuerySet(models.QuerySet):
    def visible_to(
        self, user: User, right: str = "leads.view_employer", *, of_few: bool = False
    ) -> Self:
        """People are seen by the partners who met them; knowing the company is not enough.

        `of_few`: as of employers.
        """
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        met = Contact.known_to.through.objects.filter(organisation__in=mine)
        if of_few:
            return self.filter(Exists(met.filter(contact=OuterRef("pk"))))
        return self.filter(pk__in=met.values("contact"))


class Contact(models.Model):
    employer = models.ForeignKey(
        Employer, verbose_name="werkgever", on_delete=models.CASCADE, related_name="contacts"
    )
    name = models.CharField("naam", max_length=160)
    email = models.EmailField("e-mailadres", blank=True, db_index=True)
    # The address of which a mail server said that it does not exist; another one is not it.
    bounced = models.EmailField(blank=True, editable=False)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    function = models.CharField("functie", max_length=120, blank=True)
    # Each partner keeps its own contacts: typing an address opens no other partner's row.
    met_by = models.ForeignKey(
        "brand.Organisation",
        verbose_name="leerde deze persoon kennen",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    known_to = models.ManyToManyField(
        "brand.Organisation", verbose_name="gekend door", editable=False, related_name="+"
    )
    # Name, address and number as people type them when they search; written by save().
    search_words = models.TextField(editable=False, default="")
    # Rows that turned out to be the same person, by number and when each was made: a backup has
    # them still, and who is erased goes with all of them.
    absorbed = models.JSONField(editable=False, default=list)
    created_at = models.DateTimeField("gemaakt", auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "email", "met_by"],
                condition=~Q(email=""),
                name="contact_once_per_address_and_partner",
            )
        ]
        # Who gave no address is looked up by number, for each registration and row of a list.
        indexes = [models.Index(fields=["phone"], name="contact_phone")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {
                *kwargs["update_fields"],
                *("email", "bounced", "search_words"),
            }
        with transaction.atomic():
            replaces = self._replaces_an_address()
            super().save(*args, **kwargs)
            if replaces:
                journal.note_replaced_links("contact", self.pk, self.created_at)

    def derive(self) -> None:
        """What follows from the other columns; `bulk_create` asks it of each row."""
        self.email = plain_address(self.email)
        if self.bounced != self.email:  # that was another address
            self.bounced = ""
        numbers = phone_digits(self.phone)
        self.search_words = " ".join([typed.line(self.name, self.email), *numbers])

    @property
    def is_unreachable(self) -> bool:
        """Mail to this address came back."""
        return bool(self.email) and self.email == self.bounced

    def _replaces_an_address(self) -> bool:
        """To which a link went that answers in this person's name."""
        kept = Contact.objects.filter(pk=self.pk) if self.pk else Contact.objects.none()
        before = kept.exclude(email__in=["", self.email]).values_list("email", flat=True).first()
        return before is not None and any(rows.exists() for rows in self.links_to(before))

    def links_to(self, address: str) -> list[models.QuerySet]:
        """By which this person answers: about a placement, and about a pledge."""
        mailed = tokens.digest(address)
        kinds = (self.placement_links, self.pledge_links)
        return [links.filter(mailed_to=mailed) for links in kinds]

    def close_links(self) -> None:
        """After a backup: which address came in its place, only people know."""
        for links in self.links_to(self.email):
            links.update(mailed_to="")
        self.email = ""
        self.save(update_fields=["email"])
