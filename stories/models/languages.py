"""In which further languages people are asked: what the federation switched on."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ConsentLanguage(models.Model):
    """A language that is on. Its texts stand in stories/consent/wordings/."""

    code = models.CharField("taal", max_length=8, unique=True)
    wording = models.CharField("versie van de tekst", max_length=20)
    read_by = models.CharField("nagelezen door", max_length=160, default="", blank=True)
    switched_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    switched_on_at = models.DateTimeField("aangezet op", default=timezone.now)

    class Meta:
        verbose_name = "taal van de toestemming"
        verbose_name_plural = "talen van de toestemming"
        ordering = ["code"]

    def __str__(self):
        return self.code
