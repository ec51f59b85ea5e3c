"""The licence to use the brand: its text, who accepted it for which partner, and early ends.

Until when a licence runs is the partner's own `licence_until`; here stands what was agreed to.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping


class OfPartnerQuerySet(models.QuerySet):
    def visible_to(self, user, right="brand.use_kit"):
        """Each partner its own."""
        return scoping.within(self, user, right)


def _by() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class LicenceText(models.Model):
    """Never changed: another text is another number."""

    number = models.PositiveIntegerField("versie", unique=True)
    text = models.TextField("tekst", max_length=20_000)
    asks_again = models.BooleanField("vraag iedereen opnieuw", default=False)
    at = models.DateTimeField(default=timezone.now)
    by = _by()
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    class Meta:
        verbose_name = "licentietekst"
        verbose_name_plural = "licentieteksten"
        ordering = ["-number"]

    def __str__(self):
        return f"versie {self.number}"


class LicenceAcceptance(models.Model):
    """For the term that ran then: `until` is the end that the licence had."""

    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="licence_acceptances"
    )
    text = models.ForeignKey(LicenceText, on_delete=models.PROTECT, related_name="acceptances")
    at = models.DateTimeField(default=timezone.now)
    by = _by()
    until = models.DateField("tot en met", null=True, blank=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "aanvaarde licentie"
        verbose_name_plural = "aanvaarde licenties"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.organisation}, {self.text}"


class LicenceEnding(models.Model):
    """An end before its time, by the federation; what was agreed before it, for the way back."""

    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="licence_endings"
    )
    why = models.TextField("waarom", max_length=600)
    at = models.DateTimeField(default=timezone.now)
    by = _by()
    until_before = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = _by()

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "beëindigde licentie"
        verbose_name_plural = "beëindigde licenties"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.organisation}, {self.at:%Y-%m-%d}"
