"""Mail that came in: that it did and what became of it, without what it says or who wrote it."""

from django.db import models
from django.utils import timezone


class ReceivedMail(models.Model):
    """Knows a mail again when it comes twice."""

    class Became(models.TextChoices):
        ANSWER = "antwoord", "Antwoord in een dossier"
        AUTOMATIC = "automatisch", "Automatisch antwoord in een dossier"
        BOUNCE = "teruggekomen", "Melding dat een mail niet aankwam"
        UNPLACED = "niet-geplaatst", "Niet geplaatst"

    DEALT_WITH = frozenset([Became.ANSWER, Became.AUTOMATIC, Became.BOUNCE])

    key = models.CharField(max_length=64, unique=True, editable=False)
    became = models.CharField(
        "werd", max_length=20, choices=Became, default=Became.UNPLACED, editable=False
    )
    reason = models.CharField("reden", max_length=200, blank=True, editable=False)
    at = models.DateTimeField("wanneer", default=timezone.now, db_index=True, editable=False)

    class Meta:
        verbose_name = "binnengekomen mail"
        verbose_name_plural = "binnengekomen mails"

    def __str__(self):
        return self.get_became_display()
