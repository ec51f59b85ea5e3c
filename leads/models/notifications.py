"""What each person at the desk wants to be told, and how soon."""

from django.conf import settings
from django.db import models


class NotificationChoice(models.Model):
    """One person's choice for one kind of notice; without a row the default holds."""

    class Kind(models.TextChoices):
        ASSIGNED = "op-mijn-naam", "Een dossier komt op mijn naam, of die werkgever meldt zich weer"
        REPLY = "mail-antwoord", "Een werkgever antwoordt op een mail uit een dossier"
        OFFER = "aanbod", "Een andere partner biedt ons een dossier aan"
        ANSWER = "antwoord", "Een partner antwoordt op ons aanbod"
        PRICES = "prijzen", "Een partner vraagt ons prijzen, of antwoordt op onze prijsaanvraag"
        TRAINING = "vorming", "Een collega schreef een vorming die iemand moet nalezen"
        LATE = "te-laat", "Een eerste antwoord is te laat"
        DIGEST = "overzicht", "Overzicht van de dag, op werkdagen om 7.30 uur"
        WEEK = "weekrapport", "Weekrapport, op maandag om 7.00 uur"

    class When(models.TextChoices):
        AT_ONCE = "meteen", "Meteen, per mail"
        DAILY = "dagelijks", "In het overzicht"
        NEVER = "nooit", "Niet mailen"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices"
    )
    kind = models.CharField("bericht", max_length=20, choices=Kind)
    when = models.CharField("wanneer", max_length=20, choices=When)

    class Meta:
        verbose_name = "keuze voor berichten"
        verbose_name_plural = "keuzes voor berichten"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_when_display().lower()}"
