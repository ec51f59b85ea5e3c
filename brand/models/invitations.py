"""An invitation to work for a partner, accepted by the link in the mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models.organisations import Membership
from brand.models.tokens import TokenLink

DAYS = 7


def in_a_week():
    return timezone.now() + timedelta(days=DAYS)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those whose link still works."""
        return self.filter(
            used_at=None, expires_at__gt=timezone.now(), membership__user__is_active=True
        )

    def visible_to(self, user, right="brand.view_membership"):
        return scoping.within(self, user, right, "membership__organisation")


class Invitation(TokenLink):
    """One mail with one link: it works once, for a week, and gives the role it is about."""

    token_purpose = "invitation"  # noqa: S105 - what the token is for

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField("verstuurd", default=timezone.now)
    expires_at = models.DateTimeField("geldt tot", default=in_a_week)
    used_at = models.DateTimeField("gebruikt", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        ordering = ["-created_at"]

    def __str__(self):
        return f"Uitnodiging voor {self.membership}"

    @property
    def holds(self) -> bool:
        user = self.membership.user
        in_time = self.used_at is None and self.expires_at > timezone.now()
        return in_time and user.is_active and not self.membership.is_taken_up
