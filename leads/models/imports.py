"""Lists of leads that a partner took in, row by row."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models import User

UNDO_DAYS = 7


class LeadImportQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.add_lead") -> Self:
        """Lists of partners for which this user may add leads."""
        return scoping.within(self, user, right)

    def at_work(self) -> Self:
        """Those in which the worker still has something to do; a partner that left rests."""
        unfinished = models.Q(state__in=LeadImport.AT_WORK) | models.Q(is_read=False)
        ours = self.filter(unfinished, organisation__is_active=True)
        return ours.exclude(state=LeadImport.State.FAILED)

    def over(self, before: datetime) -> Self:
        """Those of which nothing can be undone any more, or that nobody went on with."""
        old = before - timedelta(days=UNDO_DAYS)
        return self.filter(models.Q(done_at__lt=old) | models.Q(done_at=None, created_at__lt=old))


class LeadImport(models.Model):
    class State(models.TextChoices):
        COLUMNS = "kolommen", "Kolommen te kiezen"
        CHECKING = "nakijken", "Wordt nagekeken"
        CHECKED = "nagekeken", "Nagekeken, nog niet ingelezen"
        TAKING_IN = "inlezen", "Wordt ingelezen"
        DONE = "klaar", "Ingelezen"
        UNDOING = "terug", "Wordt ongedaan gemaakt"
        UNDONE = "ongedaan", "Ongedaan gemaakt"
        FAILED = "mislukt", "Kon niet gelezen worden"

    class Obtained(models.TextChoices):
        """Where these people come from."""

        OWN = "eigen", "Onze eigen klanten of relaties"
        EVENT = "ontmoet", "Wij ontmoetten hen, op een beurs of elders"
        OTHER = "ander", "Van een andere organisatie gekregen"
        PUBLIC = "openbaar", "Uit een openbare bron, zoals hun website"

    class Basis(models.TextChoices):
        INTEREST = "belang", "Gerechtvaardigd belang"
        CONSENT = "toestemming", "Toestemming van de mensen zelf"
        CONTRACT = "overeenkomst", "Een overeenkomst met hen"

    AT_WORK = (State.CHECKING, State.TAKING_IN, State.UNDOING)

    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField("stand", max_length=12, choices=State, default=State.COLUMNS)
    file_name = models.CharField("bestand", max_length=200)
    # Until its rows stand in a table of their own.
    content = models.BinaryField(null=True)
    first_row = models.PositiveIntegerField(default=1)
    is_read = models.BooleanField(default=False)
    headers = models.JSONField(default=list)
    # The field of each column; see leads/transfer/columns.py.
    mapping = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    obtained = models.CharField("vanwaar", max_length=12, choices=Obtained)
    obtained_note = models.CharField("vanwaar precies", max_length=300)
    basis = models.CharField("grondslag", max_length=12, choices=Basis)
    takes = models.BooleanField("op naam van wie inleest", default=True)
    first_step_on = models.DateField("eerste stap op", null=True)
    # The number of the last row that the worker dealt with, in this state.
    position = models.PositiveIntegerField(default=0)
    # How many rows of each kind; kept when the rows themselves are gone.
    figures = models.JSONField(default=dict)
    trouble = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField("gekozen op", default=timezone.now)
    done_at = models.DateTimeField("ingelezen op", null=True)

    objects = LeadImportQuerySet.as_manager()

    class Meta:
        verbose_name = "ingelezen lijst"
        verbose_name_plural = "ingelezen lijsten"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        return self.state in self.AT_WORK

    @property
    def undo_until(self) -> datetime | None:
        return self.done_at + timedelta(days=UNDO_DAYS) if self.done_at else None

    @property
    def can_be_undone(self) -> bool:
        until = self.undo_until
        return self.state == self.State.DONE and until is not None and until > timezone.now()


class ImportRow(models.Model):
    """One row of such a list; gone when nothing can be undone any more."""

    class Outcome(models.TextChoices):
        WAITING = "", "Nog na te kijken"
        NEW = "nieuw", "Nieuw dossier"
        ADDS = "vult-aan", "Vult een dossier van jullie aan"
        SAME = "bestaat", "Stond er al"
        FAULTY = "fout", "Niet ingelezen"

    lead_import = models.ForeignKey(LeadImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("rij")
    values = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reason = models.TextField("wat is er mis", blank=True)
    # [what, as it stands, as it comes]: of a lead of this partner's own.
    differences = models.JSONField(default=list)
    key = models.CharField(max_length=64, blank=True)  # of the employer; equal keys are one
    # Every address that stands in it, for who asks what we have: " an@firma.be bo@firma.be ".
    addresses = models.TextField(blank=True)
    lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.SET_NULL, related_name="+")
    # What this row made and changed, to be put back; see leads/transfer/reversal.py.
    made = models.JSONField(default=list)
    is_made = models.BooleanField(default=False)
    # Why it was not taken back.
    kept = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "rij van een ingelezen lijst"
        verbose_name_plural = "rijen van ingelezen lijsten"
        ordering = ["number"]
        indexes = [
            models.Index(fields=["lead_import", "outcome", "number"], name="import_row_outcome"),
            models.Index(fields=["lead_import", "key", "number"], name="import_row_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["lead_import", "number"], name="import_row_once")
        ]

    def __str__(self) -> str:
        return f"Rij {self.number} van {self.lead_import}"
