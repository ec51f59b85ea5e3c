"""Employers that are likely one, and those that were merged."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from brand import scoping
from brand.models import User
from leads.models.employers import Employer

UNDO_DAYS = 30


class LikelyDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_employer") -> Self:
        """Pairs of which this user sees both employers."""
        if scoping.is_everywhere(user, right):
            return self
        seen = Employer.objects.visible_to(user, right).values("pk")
        return self.filter(first__in=seen, second__in=seen)

    def undecided(self) -> Self:
        return self.filter(dismissed_at=None)


class LikelyDuplicate(models.Model):
    """Two employers that look like one, until somebody merges them or says that they are two."""

    first = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField("zekerheid")
    found_at = models.DateTimeField("gevonden op", default=timezone.now)
    dismissed_at = models.DateTimeField("niet dezelfde sinds", null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = "lijkt hierop"
        verbose_name_plural = "lijkt hierop"
        ordering = ["-score", "pk"]
        indexes = [models.Index(fields=["-score", "id"], name="likely_duplicate_first")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likely_duplicate_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="likely_duplicate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} en {self.second}"


class EmployerMergeQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_employer") -> Self:
        """Merges of which this user saw both employers before."""
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        known = EmployerMerge.known_to.through.objects.filter(organisation__in=mine)
        return self.filter(pk__in=known.values("employermerge"))

    def undoable(self, now: datetime | None = None) -> Self:
        now = now or timezone.now()
        return self.filter(undone_at=None, merged_at__gt=now - timedelta(days=UNDO_DAYS))


class EmployerMerge(models.Model):
    """One employer merged into another; what changed, so that it can be put back for a time.

    The key by which the merged one was known again still leads to the one that was kept.
    """

    kept = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="merges")
    name = models.CharField("samengevoegd", max_length=160)
    identity = models.CharField(max_length=400, db_index=True)
    # Rows as they were and values before and after, in the order of changing them; emptied when
    # the time to undo is over. See leads/duplicates/merging.py.
    changes = models.JSONField(default=list, blank=True)
    merged_at = models.DateTimeField("samengevoegd op", default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The partners with a lead of each of the two: to others the name says nothing.
    known_to = models.ManyToManyField("brand.Organisation", editable=False, related_name="+")
    undone_at = models.DateTimeField("ongedaan gemaakt op", null=True, blank=True)

    objects = EmployerMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        ordering = ["-merged_at", "-pk"]
        indexes = [models.Index(fields=["-merged_at", "-id"], name="merge_last")]

    def __str__(self) -> str:
        return f"{self.name} in {self.kept}"
