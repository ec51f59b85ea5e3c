"""Who comes. Seats are counted apart from the page, so that saving a page never resets them."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import tokens
from brand.models import Role, TokenLink

DOOR_ROLES = (Role.COORDINATOR, Role.ONTHAAL, Role.BEHEERDER)
MOST_COMPANIONS = 4


def new_door_code() -> str:
    """96 random bits: what the QR code at the door names a party by."""
    return secrets.token_urlsafe(12)


class SeatCount(models.Model):
    """Seats taken at one stop: confirmed and offered ones. The guard against overselling."""

    stop = models.OneToOneField(
        "roadshow.StopPage", on_delete=models.CASCADE, primary_key=True, related_name="seat_count"
    )
    taken = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.stop}: {self.taken}"


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The federation sees all; a partner's desk and door see who comes to their stops."""
        if user.is_federation:
            return self
        return self.filter(stop__organisation__in=user.organisation_ids(*DOOR_ROLES))

    def holding_seats(self):
        return self.filter(state__in=Registration.HOLDING)

    def with_stop(self):
        """With what every page and mail of a party shows."""
        return self.select_related("lead", "stop__venue__municipality", "stop__organisation")

    def coming(self):
        """Those who get the mails of the stop: a seat is theirs."""
        return self.filter(state=Registration.State.CONFIRMED)

    def at_door(self):
        """Those a steward may expect, by name."""
        State = Registration.State
        return self.filter(state__in=[State.CONFIRMED, State.PRESENT, State.ABSENT]).order_by(
            "name", "pk"
        )

    def active(self):
        return self.filter(state__in=[*Registration.HOLDING, Registration.State.WAITING])

    def waiting(self):
        """The waiting list, first come first."""
        return self.filter(state=Registration.State.WAITING).order_by("waiting_since", "pk")


class State(models.TextChoices):
    """How a party stands towards its stop."""

    CONFIRMED = "bevestigd", "Bevestigd"
    WAITING = "wachtlijst", "Op de wachtlijst"
    OFFERED = "aangeboden", "Plaats aangeboden"
    CANCELLED = "geannuleerd", "Geannuleerd"
    PRESENT = "aanwezig", "Aanwezig"
    ABSENT = "afwezig", "Niet gekomen"


class Party(TokenLink):
    """Who filled in the form. The person is known by the link we mailed."""

    name = models.CharField("voornaam en naam", max_length=160)
    company = models.CharField("bedrijf of organisatie", max_length=160)
    email = models.EmailField("e-mailadres")
    state = models.CharField("staat", max_length=20, choices=State)
    # Each form carries a key of its own, so that a double click is one registration.
    form_key = models.CharField(max_length=40, unique=True, null=True, editable=False)
    # What a phone at the door reads from the QR code; it opens no page of the employer's.
    door_code = models.CharField(max_length=32, unique=True, default=new_door_code, editable=False)
    # What this party ticked. The dossier is shared by colleagues and shows everybody's wishes.
    wishes = models.JSONField("wensen", default=list, blank=True)
    wish_note = models.CharField("wens, in eigen woorden", max_length=500, blank=True)
    created_at = models.DateTimeField("ingeschreven op", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name} ({self.company})"

    @property
    def is_confirmed(self) -> bool:
        return self.state == State.CONFIRMED

    @property
    def is_waiting(self) -> bool:
        return self.state == State.WAITING

    @property
    def is_offered(self) -> bool:
        return self.state == State.OFFERED

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_present(self) -> bool:
        return self.state == State.PRESENT


class Registration(Party):
    """One party at one stop, with its seats."""

    State = State

    class Ending(models.TextChoices):
        """Why it was cancelled; the employer's own page speaks accordingly."""

        SELF = "zelf", "Zelf geannuleerd"
        DECLINED = "bedankt", "Bedankte voor de aangeboden plaats"
        EXPIRED = "verlopen", "Antwoordde niet op tijd op de aangeboden plaats"

    HOLDING = [State.CONFIRMED, State.OFFERED, State.PRESENT, State.ABSENT]

    token_purpose = "registration"  # noqa: S105 - a label, no secret

    stop = models.ForeignKey(
        "roadshow.StopPage",
        verbose_name="halte",
        on_delete=models.PROTECT,
        related_name="registrations",
    )
    lead = models.ForeignKey(
        "leads.Lead",
        verbose_name="opvolgdossier",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    phone = models.CharField("gsm-nummer", max_length=40, blank=True)
    seats = models.PositiveSmallIntegerField("plaatsen", default=1)
    wants_newsletter = models.BooleanField("wil de nieuwsbrief", default=False)
    ending = models.CharField("hoe geannuleerd", max_length=20, choices=Ending, blank=True)
    waiting_since = models.DateTimeField("wacht sinds", null=True, blank=True)
    offered_until = models.DateTimeField("aanbod geldt tot", null=True, blank=True)
    # Grows with each change of the visit, for calendars (SEQUENCE).
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    touch = models.ForeignKey(
        "brand.TrackedLink",
        verbose_name="kwam via",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reminded_week_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_day_at = models.DateTimeField(null=True, blank=True, editable=False)
    arrived_at = models.DateTimeField("binnen om", null=True, blank=True)
    arrived_seats = models.PositiveSmallIntegerField("binnen met", default=0)
    cancelled_at = models.DateTimeField("geannuleerd om", null=True, blank=True)
    # From then on nobody can tell who it was: what is left counts a visit.
    erased_at = models.DateTimeField("gewist op", null=True, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    updated_at = models.DateTimeField("gewijzigd op", auto_now=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "inschrijving"
        verbose_name_plural = "inschrijvingen"
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stop", "email"],
                condition=~Q(state="geannuleerd"),
                name="registration_once_per_address",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="registration_has_a_seat"),
        ]
        indexes = [models.Index(fields=["stop", "state"], name="registration_at_stop")]

    @classmethod
    def find(cls, token: str):
        return cls.objects.with_stop().filter(token_hash=tokens.digest(token)).first()


class Repeat(Party):
    """The same address asked for the same stop again.

    Its page looks like that of a first registration, so that nobody learns from a form who
    comes. It shows what was typed this time, holds no seat and changes nothing of the first
    registration: that takes the link in the mail.
    """

    token_purpose = "registration-repeat"  # noqa: S105 - a label, no secret

    # What a first registration would show.
    seats = 1
    phone = ""
    ending = Registration.Ending.SELF
    companions = ()

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="repeats")

    class Meta:
        verbose_name = "herhaalde inschrijving"
        verbose_name_plural = "herhaalde inschrijvingen"
        ordering = ["created_at", "pk"]

    @property
    def stop(self):
        return self.registration.stop

    @property
    def is_cancelled(self) -> bool:
        """Nobody reads "U staat op de lijst" after the first registration ended."""
        return self.registration.is_cancelled

    @property
    def is_confirmed(self) -> bool:
        return super().is_confirmed and not self.is_cancelled


class Companion(models.Model):
    """Somebody who comes along."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="companions"
    )
    name = models.CharField("naam", max_length=160)
    email = models.EmailField("e-mailadres", blank=True)

    class Meta:
        verbose_name = "medebezoeker"
        verbose_name_plural = "medebezoekers"
        ordering = ["pk"]

    def __str__(self):
        return self.name
