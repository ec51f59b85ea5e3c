"""Two versions of one issue, tried on some receivers; the others get the one that brought more."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from brand.models.newsletters import NewsletterIssue, Variant


class NewsletterTrial(models.Model):
    """Version A is the issue as it stands; of version B only what differs is kept."""

    class Tries(models.TextChoices):
        SUBJECT = "onderwerp", "Een ander onderwerp"
        LEAD = "opening", "Een ander verhaal of een andere halte vooraan"

    class WhenFew(models.TextChoices):
        A = "a", "Dan krijgen de anderen versie A"
        PERSON = "mens", "Dan kiest iemand van ons"

    class Ground(models.TextChoices):
        REGISTRATIONS = "inschrijvingen", "Meer inschrijvingen"
        CLICKS = "kliks", "Evenveel inschrijvingen, meer kliks"
        FEW = "weinig", "Te weinig inschrijvingen om te kiezen"
        EQUAL = "gelijk", "Geen verschil"
        GONE = "weg", "Wat de andere versie vooraan had, mag niet meer getoond worden"

    SHARES = [(share, f"{share} op de 100") for share in (10, 20, 30, 40, 50)]
    HOURS = [(4, "4 uur"), (12, "12 uur"), (24, "1 dag"), (48, "2 dagen"), (72, "3 dagen")]
    HOURS += [(168, "1 week")]

    issue = models.OneToOneField(
        NewsletterIssue, verbose_name="nummer", on_delete=models.CASCADE, related_name="trial"
    )
    tries = models.CharField("wat verschilt", max_length=10, choices=Tries, default=Tries.SUBJECT)
    subject_b = models.CharField("onderwerp van versie B", max_length=120, blank=True)
    # What opens version B: named, never copied, as in the blocks of the issue.
    lead_kind = models.CharField(max_length=20, blank=True, editable=False)
    lead_page = models.PositiveBigIntegerField(null=True, editable=False)
    # Of the receivers, half of them for each version.
    share = models.PositiveSmallIntegerField(
        "hoeveel mensen doen mee aan de proef", choices=SHARES, default=20
    )
    hours = models.PositiveSmallIntegerField("wanneer kiezen we", choices=HOURS, default=24)
    when_few = models.CharField(
        "bij te weinig inschrijvingen", max_length=4, choices=WhenFew, default=WhenFew.A
    )
    # What came of it.
    asked_at = models.DateTimeField(null=True, editable=False)  # since then it waits for a person
    winner = models.CharField("gekozen", max_length=5, choices=Variant, blank=True, editable=False)
    ground = models.CharField(max_length=14, choices=Ground, blank=True, editable=False)
    decided_at = models.DateTimeField("gekozen op", null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gekozen door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The numbers at that moment, by version.
    figures = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = "proef met twee versies"
        verbose_name_plural = "proeven met twee versies"

    def __str__(self):
        return f"{self.issue}: {self.get_tries_display().lower()}"

    def decides_at(self) -> datetime | None:
        """So long after the first mail left; nothing before it is planned."""
        start = self.issue.began_at or self.issue.planned_for
        return start + timedelta(hours=self.hours) if start else None
