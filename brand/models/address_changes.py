"""A user's new mail address, until its link is opened."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand.models.tokens import TokenLink

DAYS = 2


def in_two_days():
    return timezone.now() + timedelta(days=DAYS)


class AddressChangeQuerySet(models.QuerySet):
    def open(self):
        """Those whose link still works."""
        return self.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class AddressChange(TokenLink):
    token_purpose = "address"  # noqa: S105 - what the token is for

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_changes"
    )
    email = models.EmailField("nieuw adres")
    old_email = models.EmailField("oud adres")
    created_at = models.DateTimeField("gevraagd", default=timezone.now)
    expires_at = models.DateTimeField("geldt tot", default=in_two_days)
    used_at = models.DateTimeField("gebruikt", null=True, blank=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "nieuw adres"
        verbose_name_plural = "nieuwe adressen"
        ordering = ["-created_at"]

    def __str__(self):
        return f"Nieuw adres van {self.user}"

    @property
    def holds(self) -> bool:
        in_time = self.used_at is None and self.expires_at > timezone.now()
        return in_time and self.user.is_active
