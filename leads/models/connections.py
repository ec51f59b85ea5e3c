"""Keys with which a partner's own software comes in, and what it wrote with them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import scoping
from brand.models import User


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
