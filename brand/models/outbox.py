"""Everything that goes out is a row here first: mail, newsletter changes, timed work.

Rows are level-triggered: a row says that something about a subject must go out, and what goes
out is made when it goes. So the queue holds no personal data, and a row that waited long
sends today's state.
"""

import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Least
from django.utils import timezone


class OutboxState(models.TextChoices):
    WAITING = "wacht", "Wacht"
    BUSY = "bezig", "Bezig"
    LATER = "later", "Later opnieuw"
    DONE = "klaar", "Klaar"
    BLOCKED = "geblokkeerd", "Geblokkeerd"
    GIVEN_UP = "opgegeven", "Opgegeven"


EXAMPLE = "Voorbeeld, niet verstuurd."
KEPT_HERE = "Bewaard: geen mailserver ingesteld."
NOT_SENT = (EXAMPLE, KEPT_HERE)
UNCLAIMED = [OutboxState.WAITING, OutboxState.LATER]
TROUBLED = [OutboxState.LATER, OutboxState.BLOCKED, OutboxState.GIVEN_UP]


def is_site_admin(user) -> bool:
    """Superusers and the administrators of the federation, who use the outbox."""
    return user.is_active and user.is_federation


class OutboxQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Superusers and the administrators of the federation see all."""
        return self if is_site_admin(user) else self.none()

    def due(self, now):
        return self.filter(state__in=UNCLAIMED, due_at__lte=now).order_by("due_at", "created_at")

    def write(self, dedupe_key: str, *, once: str | None = None, is_first: bool = False, **fields):
        """Add a row to the queue, unless the same row is there and not claimed yet.

        With `once`, a row of that name is never written again, whatever became of the first.
        With `is_first` nothing of that name can be there, for what it is about is new.
        The row belongs to the caller's transaction: rolled back means never asked.
        """
        same = self.none()
        if not is_first:
            same = self.filter(once=once) if once else self._held(dedupe_key, fields.get("due_at"))
        if row := same.first():
            return row
        try:
            with transaction.atomic():
                return self.create(dedupe_key=dedupe_key, once=once, **fields)
        except IntegrityError:  # another request wrote the same a moment earlier
            return same.first() or self.unclaimed(dedupe_key).first()

    def _held(self, dedupe_key: str, due_at):
        """The row that waits for the same, held until the caller commits.

        Without this write a worker could claim it now and send the state of before the
        caller's change, and nothing would be left to send the change itself.
        """
        sooner = Least("due_at", models.Value(due_at or timezone.now()))
        waiting = models.When(state=OutboxState.WAITING, then=sooner)
        rows = self.unclaimed(dedupe_key)
        held = rows.update(due_at=models.Case(waiting, default=models.F("due_at")))
        return rows if held else self.none()

    def unclaimed(self, dedupe_key: str):
        return self.filter(dedupe_key=dedupe_key, state__in=UNCLAIMED)


class OutboxRow(models.Model):
    """A row that must be sent out; see brand/outbox/ for its states."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        "stand", max_length=12, choices=OutboxState, default=OutboxState.WAITING
    )
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    due_at = models.DateTimeField("ten vroegste op", default=timezone.now)
    claim = models.UUIDField(null=True, editable=False)
    locked_until = models.DateTimeField(null=True, editable=False)
    dedupe_key = models.CharField(max_length=200, editable=False)
    once = models.CharField(max_length=200, null=True, unique=True, editable=False)
    reason = models.CharField("reden", max_length=500, blank=True)
    remedy = models.CharField("wat te doen", max_length=500, blank=True)
    created_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    done_at = models.DateTimeField("afgerond op", null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def can_retry(self) -> bool:
        return self.state in TROUBLED


def outbox_meta(name: str) -> dict:
    """The constraint and the indexes that every outbox table has."""
    return {
        "constraints": [
            # Only unclaimed rows: a change that comes while its row is being sent needs a new one.
            models.UniqueConstraint(
                fields=["dedupe_key"],
                condition=models.Q(state__in=["wacht", "later"]),
                name=f"{name}_once_while_waiting",
            )
        ],
        "indexes": [
            models.Index(fields=["state", "due_at"], name=f"{name}_due"),
            models.Index(fields=["-created_at"], name=f"{name}_newest"),
        ],
    }


class OutgoingMail(OutboxRow):
    """A mail. Its words are made when it is sent, and kept for reading for 90 days."""

    kind = models.CharField("soort", max_length=120, help_text="De functie die de mail maakt.")
    ref = models.CharField("betreft", max_length=64, blank=True)
    # Committed just before the mail server is told that the message is complete: from here on
    # it may have arrived.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    keeps_text = models.BooleanField(default=True, editable=False)
    to = models.CharField("aan", max_length=320, blank=True)
    subject = models.CharField("onderwerp", max_length=300, blank=True)
    text = models.TextField("tekst", blank=True)
    html = models.TextField(blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "uitgaande post"
        ordering = ["-created_at"]
        constraints = outbox_meta("mail")["constraints"]
        indexes = outbox_meta("mail")["indexes"]

    def __str__(self):
        unmade = "Niet gemaakt" if self.done_at else "Nog niet gemaakt"
        return self.subject or f"{unmade} ({self.kind})"

    @property
    def stands(self) -> str:
        """In a word; what was dealt with says whether anything left."""
        if self.state != OutboxState.DONE:
            return self.get_state_display()
        if self.reason.startswith(NOT_SENT):
            return "Niet verstuurd"
        return "Niet nodig" if self.was_not_needed else "Verstuurd"

    @property
    def was_not_needed(self) -> bool:
        """What it was about had gone, or changed again, before it could leave."""
        return self.state == OutboxState.DONE and not self.to and "Niet meer nodig" in self.reason

    @property
    def message_id(self) -> str:
        """Stays the same at every attempt, so that a receiver can see a double."""
        return f"<{self.pk}@{settings.SITE_HOST}>"

    @property
    def is_readable(self) -> bool:
        """Words that may open an account are for the receiver alone; see brand/mail/backend.py."""
        return self.keeps_text and bool(self.text)

    @property
    def is_uncertain(self) -> bool:
        return self.state == OutboxState.BLOCKED and self.handed_over_at is not None


class SyncJob(OutboxRow):
    """A change of one person that the newsletter service must hear of."""

    class Kind(models.TextChoices):
        STAND = "stand", "Stand doorgeven"
        ARCHIVE = "archief", "Bewaren zonder mails"
        ERASE = "wis", "Wissen"

    kind = models.CharField("soort", max_length=8, choices=Kind, default=Kind.STAND)
    list_id = models.CharField("lijst", max_length=40, blank=True)
    email_hash = models.CharField(max_length=32, editable=False)
    subscription = models.ForeignKey(
        "brand.Subscription",
        verbose_name="abonnee",
        null=True,
        on_delete=models.SET_NULL,
        related_name="sync_jobs",
    )
    # Told together with others; what was asked there, and what of its answer the rest needs.
    batch = models.ForeignKey(
        "brand.SyncBatch",
        null=True,
        on_delete=models.SET_NULL,
        related_name="jobs",
        editable=False,
    )
    asked = models.CharField(max_length=64, blank=True, editable=False)
    heard = models.JSONField(default=dict, editable=False)
    goes_alone = models.BooleanField(default=False, editable=False)
    last_title = models.CharField("antwoord van de nieuwsbriefdienst", max_length=200, blank=True)
    last_instance = models.CharField("kenmerk van het antwoord", max_length=80, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gevraagd door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "nieuwsbriefopdracht"
        verbose_name_plural = "nieuwsbrief: wachtrij"
        ordering = ["-created_at"]
        constraints = outbox_meta("sync")["constraints"]
        indexes = outbox_meta("sync")["indexes"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subscription or self.email_hash}"


class Stoppage(models.Model):
    """A line to the outside that does not answer: nothing is tried over it before `until`.

    What is wrong with the line is counted here, not on the rows that wait for it.
    """

    line = models.CharField("lijn", max_length=20, unique=True)
    since = models.DateTimeField("sinds", default=timezone.now)
    until = models.DateTimeField("tot", null=True, help_text="Leeg: tot iemand ingrijpt.")
    tries = models.PositiveSmallIntegerField("pogingen", default=0)
    reason = models.CharField("reden", max_length=500)
    remedy = models.CharField("wat te doen", max_length=500, blank=True)
    # What the line was opened with (a fingerprint): another key opens it again.
    opened_with = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "storing"
        verbose_name_plural = "storingen"

    def __str__(self):
        return f"{self.line}: {self.reason}"


class JobRun(models.Model):
    """When a timed job last ran, and who is running it now; see brand/worker/jobs.py."""

    name = models.CharField("taak", max_length=120, unique=True)
    started_at = models.DateTimeField("laatst begonnen", null=True)
    done_at = models.DateTimeField("laatst klaar", null=True)
    locked_until = models.DateTimeField(null=True)
    trouble = models.CharField("liep mis", max_length=500, blank=True)

    class Meta:
        verbose_name = "vaste taak"
        verbose_name_plural = "vaste taken"

    def __str__(self):
        return self.name
