"""What happened in a lead, line by line."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models import User


class InteractionQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """A line is visible to users who see the lead."""
        return scoping.within(self, user, right, "lead__owner_organisation")


class Interaction(models.Model):
    """One line of a lead's timeline; what happened stays, also when it is undone."""

    class Kind(models.TextChoices):
        CALL = "telefoon", "Gebeld"
        MAIL = "mail", "Gemaild"
        MEETING = "afspraak", "Afspraak"
        VISIT = "plaatsbezoek", "Plaatsbezoek"
        JOB_ANALYSIS = "jobanalyse", "Jobanalyse"
        QUOTE = "offerte", "Offerte"
        AGREEMENT = "overeenkomst", "Overeenkomst"
        EVALUATION = "evaluatie", "Evaluatie"
        NOTE = "notitie", "Notitie"
        REGISTRATION = "inschrijving", "Inschrijving"
        CALLBACK = "terugbelformulier", "Terugbelformulier"
        WISH = "wens", "Wens"
        STAGE = "fase", "Fase"
        NEXT = "volgende", "Volgende stap"
        OWNER = "opvolger", "Opvolger"
        HAND_OVER = "overdracht", "Overdracht"
        PLACEMENT = "plaatsing", "Plaatsing"
        PROCUREMENT = "aankoop", "Openbare aankoop"
        OTHER = "andere", "Andere"

    class Outcome(models.TextChoices):
        """What a step came to; leads/follow_up/outcomes.py says which belong to which kind."""

        REACHED = "bereikt", "Bereikt"
        NOT_REACHED = "niet-bereikt", "Niet bereikt"
        VOICEMAIL = "voicemail", "Voicemail"
        MAIL_SENT = "verstuurd", "Verstuurd"
        MAIL_ANSWERED = "beantwoord", "Antwoord gekregen"
        AUTOMATIC = "automatisch", "Automatisch antwoord"  # of a program; nobody was reached
        VISITED = "bezocht", "Ging door"
        NOT_VISITED = "niet-bezocht", "Ging niet door"
        ANALYSED = "analyse-klaar", "Is gemaakt"
        NOT_ANALYSED = "analyse-niet", "Ging niet door"
        QUOTE_SENT = "bezorgd", "Bezorgd"
        QUOTE_ACCEPTED = "aanvaard", "Aanvaard"
        QUOTE_DECLINED = "geweigerd", "Geweigerd"
        SIGNED = "getekend", "Getekend"
        DISCUSSED = "in-bespreking", "Nog in bespreking"
        NOT_SIGNED = "niet-getekend", "Komt er niet"
        GOES_WELL = "loopt-goed", "Loopt goed"
        TO_ADJUST = "bij-te-sturen", "Bij te sturen"
        STOPS = "stopt", "Stopt"
        DONE = "gedaan", "Gedaan"
        NOT_DONE = "niet-gelukt", "Niet gelukt"

    lead = models.ForeignKey("leads.Lead", on_delete=models.CASCADE, related_name="interactions")
    kind = models.CharField("soort", max_length=20, choices=Kind)
    outcome = models.CharField("resultaat", max_length=20, choices=Outcome, blank=True)
    note = models.TextField("notitie", max_length=4000, blank=True)
    at = models.DateTimeField("wanneer", default=timezone.now)
    # Of a step recorded on a later day the day is known and the hour is not.
    is_day_only = models.BooleanField(default=False, editable=False)
    contact = models.ForeignKey(
        "leads.Contact",
        verbose_name="met",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The page of ours that somebody read when asking this; not its words, which may be withdrawn.
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="op de pagina",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # What the lead said before this step, for "Ongedaan maken"; and the version it became.
    before = models.JSONField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["lead", "-at"], name="interaction_timeline"),
            models.Index(fields=["at", "kind", "lead"], name="interaction_of_period"),
        ]

    def __str__(self) -> str:
        if self.outcome:
            return f"{self.get_kind_display()}, {self.get_outcome_display().lower()}"
        return self.get_kind_display()
