"""Unit prices asked of several partners, and what each answered; see leads/procurement/.

Who was asked sees its own invitation alone: neither the others nor what they answered.
"""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models import User
from leads.models.employers import Contact
from leads.models.lead import Lead
from leads.models.procurement import ProcurementIntention


class Unit(models.TextChoices):
    SQUARE_METRE = "m2", "m²"
    METRE = "m", "meter"
    HOUR = "uur", "uur"
    DAY = "dag", "dag"
    MONTH = "maand", "maand"
    PIECE = "stuk", "stuk"
    KILO = "kg", "kg"
    TURN = "beurt", "beurt"
    ALL_IN = "geheel", "voor het geheel"


class PriceRequestQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """Who asked sees all of it, also once the dossier is another's."""
        return scoping.within(self, user, right, "organisation")

    def open(self) -> Self:
        """Sent, and still to be answered."""
        today = timezone.localdate()
        return self.filter(sent_at__isnull=False, withdrawn_at=None, closes_on__gte=today)


class PriceRequest(models.Model):
    """A prijsaanvraag: lines of work for a buyer. Once it is sent its lines stay as they are."""

    lead = models.ForeignKey(
        Lead, verbose_name="opvolgdossier", on_delete=models.CASCADE, related_name="price_requests"
    )
    # Who asked, and so who may compare; a dossier that is handed over takes no prices along.
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="gevraagd door",
        on_delete=models.PROTECT,
        related_name="price_requests",
    )
    intention = models.ForeignKey(
        ProcurementIntention,
        verbose_name="aankoopplan",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="price_requests",
    )
    title = models.CharField("waarover", max_length=160)
    note = models.TextField("toelichting", max_length=1000, blank=True)
    contact = models.ForeignKey(
        Contact,
        verbose_name="contactpersoon",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The contact agreed that the partners who are asked see name, address and number.
    shows_contact = models.BooleanField(default=False)
    closes_on = models.DateField("antwoord ten laatste op")
    sent_at = models.DateTimeField("verstuurd op", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gevraagd door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("gemaakt op", default=timezone.now, editable=False)

    objects = PriceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "prijsaanvraag"
        verbose_name_plural = "prijsaanvragen"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-created_at"], name="prices_asked_by")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None

    @property
    def is_open(self) -> bool:
        is_sent = self.sent_at is not None and self.withdrawn_at is None
        return is_sent and self.closes_on >= timezone.localdate()

    @property
    def answered_words(self) -> str:
        """2 van 3 antwoordden"""
        asked = [one for one in self.invitations.all() if one.partner_id != self.organisation_id]
        number = sum(one.newest is not None for one in asked)
        return f"{number} van {len(asked)} antwoord{'de' if number == 1 else 'den'}"

    @property
    def state_words(self) -> str:
        if self.is_draft:
            return "Nog niet verstuurd"
        if self.withdrawn_at:
            return "Ingetrokken"
        return "Loopt" if self.is_open else "Afgesloten"


class PriceRequestLine(models.Model):
    """One thing of which the price is asked."""

    request = models.ForeignKey(PriceRequest, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    description = models.CharField("wat", max_length=200)
    quantity = models.DecimalField("hoeveel", max_digits=12, decimal_places=2)
    unit = models.CharField("eenheid", max_length=10, choices=Unit)
    place = models.CharField("waar", max_length=160, blank=True)
    needed_by = models.DateField("tegen", null=True, blank=True)

    class Meta:
        verbose_name = "regel van een prijsaanvraag"
        verbose_name_plural = "regels van een prijsaanvraag"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.description


class PriceInvitationQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """The partner that was asked; who asked reads them through the request."""
        return scoping.within(self, user, right, "partner")

    def of_others(self) -> Self:
        """Without the prices that who asks sets beside them itself."""
        return self.exclude(partner=models.F("request__organisation"))

    def waiting(self) -> Self:
        """Open, and not a word yet; somebody else waits for it."""
        asked = PriceRequest.objects.open().values("pk")
        return self.of_others().filter(request__in=asked, answers=None)


class PriceInvitation(models.Model):
    """One partner that is asked for prices; silence is an answer that did not come."""

    request = models.ForeignKey(PriceRequest, on_delete=models.CASCADE, related_name="invitations")
    partner = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="price_invitations",
    )
    # Why it was proposed, as it was said then.
    reason = models.CharField("waarom", max_length=400, blank=True)
    invited_at = models.DateTimeField("gevraagd op", default=timezone.now)

    objects = PriceInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag om prijzen"
        verbose_name_plural = "vragen om prijzen"
        ordering = ["partner__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "partner"], name="asked_once_for_prices")
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.partner}"

    @property
    def is_own(self) -> bool:
        """Who asks sets its own prices beside the others'."""
        return self.partner_id == self.request.organisation_id

    @property
    def newest(self) -> "PriceAnswer | None":
        return next(iter(self.answers.all()), None)

    @property
    def state_words(self) -> str:
        said = self.newest
        if said is None:
            return "Nog geen antwoord" if self.request.is_open else "Gaf geen antwoord"
        return "Niet voor hen" if said.is_no else "Gaf prijzen"


class PriceAnswer(models.Model):
    """What a partner said at one moment. Answers are added, never changed; the last one counts."""

    invitation = models.ForeignKey(
        PriceInvitation, on_delete=models.CASCADE, related_name="answers"
    )
    is_no = models.BooleanField("niet voor ons", default=False)
    reason = models.TextField("reden", max_length=1000, blank=True)
    remark = models.TextField("opmerking", max_length=1000, blank=True)
    at = models.DateTimeField("op", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = "antwoord met prijzen"
        verbose_name_plural = "antwoorden met prijzen"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return "Niet voor ons" if self.is_no else "Prijzen"


class PriceOffer(models.Model):
    """The price of one line, per unit and without VAT."""

    answer = models.ForeignKey(PriceAnswer, on_delete=models.CASCADE, related_name="offers")
    line = models.ForeignKey(PriceRequestLine, on_delete=models.CASCADE, related_name="offers")
    price = models.DecimalField("prijs per eenheid", max_digits=14, decimal_places=4)
    unit = models.CharField("eenheid", max_length=10, choices=Unit)
    vat = models.DecimalField("btw in %", max_digits=4, decimal_places=1)
    minimum = models.CharField("minimum", max_length=80, blank=True)
    lead_time = models.CharField("levertijd", max_length=80, blank=True)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)
    remark = models.CharField("opmerking", max_length=200, blank=True)

    class Meta:
        verbose_name = "eenheidsprijs"
        verbose_name_plural = "eenheidsprijzen"
        ordering = ["line__position", "pk"]

    def __str__(self) -> str:
        return f"{self.price} per {self.get_unit_display()}"

    @property
    def is_same_unit(self) -> bool:
        return self.unit == self.line.unit

    def is_expired(self, day: date) -> bool:
        return self.valid_until is not None and self.valid_until < day

    @property
    def total(self) -> Decimal | None:
        """For the quantity that was asked, without VAT; nothing to add up in another unit."""
        return self.price * self.line.quantity if self.is_same_unit else None
