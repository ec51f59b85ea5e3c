"""A partner's own software: keys with which it comes in, and addresses where it is told."""

import uuid
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import scoping
from brand.models import User
from brand.models.outbox import OutboxQuerySet, OutboxRow, outbox_meta


class ApiKeyQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.connect") -> Self:
        """Keys of partners that this user runs."""
        return scoping.within(self, user, right)

    def usable(self) -> Self:
        """Those that open something today; a partner that left has none."""
        lasts = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
        return self.filter(lasts, revoked_at=None, organisation__is_active=True)


class ApiKey(models.Model):
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField("naam", max_length=80)
    # Of the key itself only this is kept; its first letters tell one from another on screen.
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField(max_length=16, editable=False)
    may_read = models.BooleanField("mag lezen", default=True)
    may_write = models.BooleanField("mag schrijven", default=False)
    expires_on = models.DateField("geldig tot en met", null=True, blank=True)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gemaakt door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_used_at = models.DateTimeField("laatst gebruikt", null=True)
    revoked_at = models.DateTimeField("ingetrokken op", null=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "sleutel van een koppeling"
        verbose_name_plural = "sleutels van koppelingen"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and not self.is_over

    @property
    def scope_words(self) -> str:
        found = [("lezen", self.may_read), ("schrijven", self.may_write)]
        return " en ".join(word for word, may in found if may)


class ApiWrite(models.Model):
    """Something that software wrote: asked again with the same word, it is not done again."""

    key = models.ForeignKey(ApiKey, on_delete=models.CASCADE, related_name="writes")
    word = models.CharField(max_length=100)
    # Of what was asked; another question under the same word is a mistake.
    digest = models.CharField(max_length=64)
    lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.CASCADE, related_name="+")
    is_new = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "opdracht van een koppeling"
        verbose_name_plural = "opdrachten van koppelingen"
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="api_write_once")]

    def __str__(self) -> str:
        return self.word


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.connect") -> Self:
        """Those of partners that this user runs."""
        return scoping.within(self, user, right)


class Webhook(models.Model):
    """An address of a partner's own software that is told when something happens."""

    class Event(models.TextChoices):
        CREATED = "lead.created", "Een nieuw dossier"
        STAGE = "lead.stage_changed", "Een dossier komt in een andere fase"
        HANDED_OVER = "lead.handed_over", "Een dossier gaat naar een andere partner, of komt ervan"
        PLACEMENT = "placement.confirmed", "Een plaatsing is door beide kanten bevestigd"

    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    url = models.URLField("adres", max_length=500)
    events = models.JSONField(default=list)
    # The secret is computed from these; see leads/connections/signatures.py.
    nonce = models.CharField(max_length=64, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    old_nonce = models.CharField(max_length=64, blank=True, editable=False)
    old_digest = models.CharField(max_length=64, blank=True, editable=False)
    old_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gemaakt door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answered_at = models.DateTimeField("antwoordde laatst", null=True)
    failing_since = models.DateTimeField("antwoordt niet sinds", null=True)
    stopped_at = models.DateTimeField("gestopt op", null=True)
    stopped_by_itself = models.BooleanField(default=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = "adres voor berichten"
        verbose_name_plural = "adressen voor berichten"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.url

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def event_words(self) -> list[str]:
        return [one.label for one in self.Event if one in self.events]


class WebhookDeliveryQuerySet(OutboxQuerySet):
    def visible_to(self, user: User) -> Self:
        return scoping.within(self, user, "leads.connect", "webhook__organisation")

    def going(self) -> Self:
        """To addresses that were not stopped, of partners that still take part."""
        return self.filter(webhook__stopped_at=None, webhook__organisation__is_active=True)


class WebhookDelivery(OutboxRow):
    """One message, and what was answered."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    # The same for one that is sent again.
    number = models.UUIDField(default=uuid.uuid4, editable=False)
    body = models.JSONField(default=dict)
    # What is erased takes its messages along.
    lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.CASCADE, related_name="+")
    sent_at = models.DateTimeField("verstuurd op", null=True)
    status_code = models.PositiveSmallIntegerField("antwoord", null=True)
    took = models.PositiveIntegerField("milliseconden", null=True)
    excerpt = models.CharField("begin van het antwoord", max_length=300, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "bericht aan een koppeling"
        verbose_name_plural = "berichten aan koppelingen"
        ordering = ["-created_at"]
        constraints = outbox_meta("webhook")["constraints"]
        indexes = outbox_meta("webhook")["indexes"]

    def __str__(self) -> str:
        return self.event_word

    @property
    def event_word(self) -> str:
        known = dict(Webhook.Event.choices)
        return known.get(self.event, "Proefbericht")
