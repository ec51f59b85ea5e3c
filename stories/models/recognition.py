"""That no person can be recognised: ticked by one user, confirmed by another."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class NobodyConfirmation(models.Model):
    """Another user than the writer confirmed this for exactly this content."""

    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="nobody_confirmations"
    )
    # Of the words, the files and the reasons that were looked at: others are looked at again.
    digest = models.CharField(max_length=64)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField("bevestigd op", default=timezone.now)

    class Meta:
        verbose_name = "bevestiging dat niemand herkenbaar is"
        verbose_name_plural = "bevestigingen dat niemand herkenbaar is"
        constraints = [
            models.UniqueConstraint(fields=["story", "digest"], name="nobody_confirmed_once")
        ]

    def __str__(self):
        return f"{self.story}: niemand herkenbaar"
