"""An edited text for sharing a story."""

from django.db import models


class ShareText(models.Model):
    """One channel's text, once it was changed; an unchanged one is made anew each time."""

    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="share_texts"
    )
    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    channel = models.CharField(max_length=20)
    text = models.TextField("tekst", max_length=5000)

    class Meta:
        verbose_name = "deeltekst"
        verbose_name_plural = "deelteksten"
        constraints = [
            models.UniqueConstraint(
                fields=["story", "organisation", "channel"], name="share_text_once"
            )
        ]

    def __str__(self):
        return f"{self.story} op {self.channel}"
