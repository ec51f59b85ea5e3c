"""How the brand sounds: pairs of what one writes and what not, kept by who manages the brand."""

from django.db import models


class ToneRule(models.Model):
    topic = models.CharField("waarover", max_length=80)
    instead_of = models.TextField("zo niet", max_length=300, blank=True)
    writes = models.TextField("zo wel", max_length=300)
    why = models.TextField("waarom", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("plaats", default=0)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    class Meta:
        verbose_name = "toonregel"
        verbose_name_plural = "toonregels"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.topic
