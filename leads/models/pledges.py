"""What a public buyer promises to buy from the social economy, and what became of it.

It stands on the site only as long as the buyer says yes to the very words that stand there.
"""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping, tokens
from brand.models import User
from brand.models.tokens import TokenLink
from leads.models.employers import Contact
from leads.models.lead import Lead


class PledgeQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        return scoping.within(self, user, right, "lead__owner_organisation")

    def published(self) -> Self:
        """The buyer says yes to what stands there now."""
        return self.filter(said=Pledge.Said.YES)


class Pledge(models.Model):
    """ "5 % sociale economie in 2027": of one buyer, for one year."""

    class Status(models.TextChoices):
        UNKNOWN = "onbekend", "Nog niet gekend"
        ON_COURSE = "op-koers", "Op koers"
        BEHIND = "achter", "Loopt achter"
        KEPT = "gehouden", "Gehouden"
        NOT_KEPT = "niet-gehouden", "Niet gehouden"

    class Said(models.TextChoices):
        YES = "ja", "Ja, dit mag op de site"
        NO = "nee", "Nee"
        WITHDRAWN = "ingetrokken", "Ja weer ingetrokken"

    # What the buyer says yes to. A change of any of these asks again.
    FACTS = (
        *("year", "percentage", "amount", "text", "source", "source_url", "made_on", "made_by"),
    )

    lead = models.ForeignKey(
        Lead, verbose_name="opvolgdossier", on_delete=models.CASCADE, related_name="pledges"
    )
    year = models.PositiveSmallIntegerField("jaar")
    percentage = models.DecimalField(
        "percentage van de aankopen", max_digits=5, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        "bedrag in euro", max_digits=12, decimal_places=2, null=True, blank=True
    )
    text = models.TextField("wat beloofd is", max_length=600)
    source = models.CharField("waar dat staat", max_length=200)
    source_url = models.URLField("adres van de bron", max_length=300, blank=True)
    made_on = models.DateField("beloofd op")
    made_by = models.CharField("functie van wie het beloofde", max_length=120)
    status = models.CharField("stand", max_length=20, choices=Status, default=Status.UNKNOWN)
    # What the buyer last said of these words; nothing: not asked, or not answered.
    said = models.CharField("aankoper", max_length=12, choices=Said, blank=True, editable=False)
    said_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="genoteerd door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("genoteerd op", default=timezone.now, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "belofte"
        verbose_name_plural = "beloften"
        ordering = ["-year", "pk"]
        indexes = [models.Index(fields=["said", "-year"], name="pledge_published")]

    def __str__(self) -> str:
        return f"Belofte voor {self.year}"

    @property
    def is_published(self) -> bool:
        return self.said == self.Said.YES

    @property
    def state_words(self) -> str:
        words: dict[str, str] = {
            self.Said.YES: "Staat op de site",
            self.Said.NO: "De aankoper zei nee: niet op de site",
            self.Said.WITHDRAWN: "De aankoper trok het ja in: niet op de site",
        }
        return words.get(self.said, "Nog geen ja van de aankoper: niet op de site")


class PledgeProgress(models.Model):
    """How far it is, on a day, by a source."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="progress")
    on = models.DateField("stand op")
    amount = models.DecimalField(
        "gekocht bij de sociale economie, in euro", max_digits=12, decimal_places=2
    )
    total = models.DecimalField(
        "alle aankopen samen, in euro", max_digits=14, decimal_places=2, null=True, blank=True
    )
    source = models.CharField("bron", max_length=200)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "stand van een belofte"
        verbose_name_plural = "standen van beloften"
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"Stand op {self.on}"

    @property
    def share(self) -> Decimal | None:
        """In percent, with one decimal; only where the whole is known."""
        if not self.total:
            return None
        return (self.amount / self.total * 100).quantize(Decimal("0.1"))


class PledgeAnswer(models.Model):
    """What the buyer said, and of which words. Answers are added, never changed."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="answers")
    said = models.CharField("antwoord", max_length=12, choices=Pledge.Said)
    version = models.PositiveIntegerField("over versie")
    shown = models.TextField("over deze woorden", max_length=2000)
    note = models.TextField("opmerking", max_length=1000, blank=True)
    at = models.DateTimeField("op", default=timezone.now)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A colleague who wrote down what the buyer asked by telephone: only ever a withdrawal.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "antwoord over een belofte"
        verbose_name_plural = "antwoorden over beloften"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_said_display()


class PledgeLink(TokenLink):
    """The link by which a contact says yes or no, and takes a yes back as long as it stands."""

    token_purpose = "pledge"  # noqa: S105 - a label, no secret

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="links")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="pledge_links")
    # The hash of the address it was mailed to: under another address it opens nothing.
    mailed_to = models.CharField(max_length=64, blank=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "link naar een belofte"
        verbose_name_plural = "links naar beloften"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"Link van {self.contact}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.mailed_to = tokens.digest(self.contact.email)
        super().save(*args, **kwargs)

    @property
    def holds(self) -> bool:
        address = self.contact.email
        return bool(address) and self.mailed_to == tokens.digest(address)
