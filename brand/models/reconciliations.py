"""Comparing our subscribers with those of the newsletter service, and where the two differ."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Reconciliation(models.Model):
    """One comparison: what it read, what it changed, or why it stopped."""

    class State(models.TextChoices):
        ASKED = "gevraagd", "Gevraagd"
        BUSY = "bezig", "Bezig"
        HELD = "rem", "Gestopt: wacht op een mens"
        RELEASED = "vrij", "Vrijgegeven, wordt uitgevoerd"
        DONE = "klaar", "Klaar"
        LEFT = "gelaten", "Niet uitgevoerd"
        FAILED = "mislukt", "Mislukt"

    state = models.CharField("stand", max_length=10, choices=State, default=State.BUSY)
    marker = models.CharField(max_length=60, editable=False)  # of which list; see Subscription.told
    is_full = models.BooleanField("alles vergeleken", default=False)
    since = models.DateTimeField("wijzigingen sinds", null=True)
    started_at = models.DateTimeField("begonnen", default=timezone.now)
    done_at = models.DateTimeField("klaar", null=True)
    read = models.PositiveIntegerField("gelezen", default=0)
    changed = models.PositiveIntegerField("mensen met een andere stand", default=0)
    on_there = models.PositiveIntegerField("ingeschreven bij de dienst", null=True)
    on_here = models.PositiveIntegerField("ingeschreven hier", null=True)
    reason = models.CharField("reden", max_length=500, blank=True)
    remedy = models.CharField("wat te doen", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="beslist door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField("beslist op", null=True)

    class Meta:
        verbose_name = "vergelijking met de nieuwsbriefdienst"
        verbose_name_plural = "vergelijkingen met de nieuwsbriefdienst"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.get_state_display()}, {self.started_at:%d/%m/%Y}"


class Difference(models.Model):
    """Something that differs between here and there, about one person."""

    class What(models.TextChoices):
        STATE = "stand", "Stand"
        NAME = "naam", "Naam"
        COMPANY = "bedrijf", "Bedrijf"
        PROVINCE = "provincie", "Provincie"
        MISSING = "ontbreekt", "Niet op de lijst van Mailchimp"
        UNKNOWN = "onbekend", "Niet bij ons"
        ADDRESS = "adres", "Ander e-mailadres"

    what = models.CharField("wat", max_length=10, choices=What)
    email_hash = models.CharField(max_length=32, editable=False)
    subscription = models.ForeignKey(
        "brand.Subscription",
        verbose_name="abonnee",
        null=True,
        on_delete=models.CASCADE,
        related_name="differences",
    )
    here = models.CharField("hier", max_length=254, blank=True)
    there = models.CharField("bij Mailchimp", max_length=254, blank=True)
    seen_at = models.DateTimeField("gezien op", default=timezone.now)
    # Of a comparison that stopped: not carried out before somebody says so.
    held_by = models.ForeignKey(
        Reconciliation, null=True, on_delete=models.CASCADE, related_name="held"
    )
    is_settled = models.BooleanField("mag zo blijven", default=False)

    class Meta:
        verbose_name = "verschil met de nieuwsbriefdienst"
        verbose_name_plural = "verschillen met de nieuwsbriefdienst"
        ordering = ["what", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email_hash", "what"], name="one_difference_of_each_kind"
            )
        ]

    def __str__(self):
        return f"{self.get_what_display()}: {self.subscription or 'niet bij ons'}"
