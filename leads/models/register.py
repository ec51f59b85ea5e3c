"""What the register of enterprises (KBO) says: of our employers, and of others to look up."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone

from leads.models.establishments import EmployerActivity


class RegisterExtract(models.Model):
    """One file of the register's open data, as far as it was read."""

    class Kind(models.TextChoices):
        FULL = "full", "Volledige stand"
        UPDATE = "update", "Wijzigingen"

    class State(models.TextChoices):
        READING = "lezen", "Wordt ingelezen"
        DONE = "klaar", "Ingelezen"
        STOPPED = "gestopt", "Gestopt"
        FAILED = "mislukt", "Kon niet gelezen worden"

    path = models.CharField("bestand", max_length=500)
    kind = models.CharField("soort", max_length=6, choices=Kind)
    number = models.PositiveIntegerField("nummer van de stand")
    taken_on = models.DateField("stand van")
    # Whether companies that are no employer here are kept too, to look them up.
    keeps_list = models.BooleanField("ook een lijst om op te zoeken", default=False)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    # How far: the step, and the byte (or row) of it that comes next.
    step = models.PositiveSmallIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    done_bytes = models.BigIntegerField(default=0)
    all_bytes = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    trouble = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField("begonnen op", default=timezone.now)
    done_at = models.DateTimeField("klaar op", null=True)

    class Meta:
        verbose_name = "stand van KBO"
        verbose_name_plural = "standen van KBO"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"KBO {self.number}, {self.get_kind_display().lower()}"

    @property
    def is_at_work(self) -> bool:
        return self.state == self.State.READING

    @staticmethod
    def last() -> "RegisterExtract | None":
        """What is known here stands as of this one."""
        done = RegisterExtract.objects.filter(state=RegisterExtract.State.DONE)
        return done.order_by("-taken_on", "-number").first()

    @staticmethod
    def stand() -> date | None:
        last = RegisterExtract.last()
        return last.taken_on if last else None


class RegisterEntry(models.Model):
    """An enterprise in the register: of each employer with a number, and of others to look up.

    Of others only companies: who does business as a person is in no list of ours.
    """

    number = models.CharField("ondernemingsnummer", max_length=10, unique=True)
    is_person = models.BooleanField("eenmanszaak", default=False)
    name = models.CharField("naam", max_length=320, blank=True)
    # As names are compared; what is looked up begins with it.
    name_key = models.CharField(max_length=140, blank=True, db_index=True)
    # Of the name that was chosen among several: a lower one is a better one.
    name_rank = models.PositiveSmallIntegerField(default=99)
    address = models.CharField("straat en nummer", max_length=200, blank=True)
    place = models.CharField("postcode en gemeente", max_length=120, blank=True)
    website = models.CharField("website", max_length=200, blank=True)
    # The stand in which it was last read, and the one in which it was no longer there.
    taken_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        verbose_name = "onderneming in KBO"
        verbose_name_plural = "ondernemingen in KBO"
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name or self.number

    @property
    def where(self) -> str:
        return ", ".join(filter(None, [self.address, self.place]))


class NaceCode(models.Model):
    """What a code of NACE-BEL means, as the register's list of codes says it."""

    version = models.CharField(max_length=4, choices=EmployerActivity.Version)
    code = models.CharField(max_length=7)
    name = models.CharField(max_length=300)

    class Meta:
        verbose_name = "NACE-BEL-code"
        verbose_name_plural = "NACE-BEL-codes"
        ordering = ["-version", "code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="nace_code_once")]

    def __str__(self) -> str:
        return self.name
