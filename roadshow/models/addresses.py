"""The addresses under which a stop was known before: mailed ones outlive a change of the slug."""

from django.db import models


class FormerSlug(models.Model):
    """A slug that a stop had; no other stop gets it."""

    slug = models.CharField(max_length=255, unique=True)
    stop = models.ForeignKey(
        "roadshow.StopPage", on_delete=models.CASCADE, related_name="former_slugs"
    )

    class Meta:
        verbose_name = "vroeger adres"
        verbose_name_plural = "vroegere adressen"

    def __str__(self):
        return self.slug
