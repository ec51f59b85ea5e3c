"""A way of looking at the list of leads that somebody keeps, for oneself or for colleagues."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from brand import scoping
from brand.models import User

LONGEST = 1500  # signs of what stands in the address


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """One's own, and what colleagues of the same partner share."""
        mine = scoping.organisation_ids(user, right)
        return self.filter(Q(owner=user) | Q(organisation__in=mine))


class SavedFilter(models.Model):
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="van",
        on_delete=models.CASCADE,
        related_name="saved_filters",
    )
    # Whose people see it too; without one it is the owner's alone.
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="gedeeld binnen",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    name = models.CharField("naam", max_length=60)
    query = models.CharField("filter", max_length=LONGEST)
    removed_at = models.DateTimeField("weggehaald op", null=True, blank=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "bewaarde filter"
        verbose_name_plural = "bewaarde filters"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(removed_at=None),
                name="saved_filter_name_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
