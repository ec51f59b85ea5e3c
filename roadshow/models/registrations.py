"""Registrations. Seats are counted apart from the page, so that saving a page never resets them."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from brand import scoping, tokens
from brand.models import TokenLink

MOST_COMPANIONS = 4
TOKEN_PURPOSES = ("registration", "registration-repeat")


def new_door_code() -> str:
    """96 random bits: identifies a registration in the QR code shown at the door."""
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
    def visible_to(self, user, right="roadshow.view_registration"):
        """In the back office: the federation sees all, a partner's desk those for its stops.

        At the door itself, see roadshow/door/check_in.py.
        """
        return scoping.within(self, user, right, "stop__organisation")

    def holding_seats(self):
        return self.filter(state__in=Registration.HOLDING)

    def with_stop(self):
        """Joins what every page and mail of a registration shows."""
        return self.select_related("lead", "stop__venue__municipality", "stop__organisation")

    def coming(self):
        """Registrations with a confirmed seat: they get the mails of the stop."""
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
    """The state of a registration."""

    CONFIRMED = "bevestigd", "Bevestigd"
    WAITING = "wachtlijst", "Op de wachtlijst"
    OFFERED = "aangeboden", "Plaats aangeboden"
    CANCELLED = "geannuleerd", "Geannuleerd"
    PRESENT = "aanwezig", "Aanwezig"
    ABSENT = "afwezig", "Niet gekomen"


class HeldBack(models.TextChoices):
    """What kept somebody from coming, in one tap. Nothing about anybody's health is asked."""

    TRANSPORT = "vervoer", "Vervoer: te ver, of er niet te geraken"
    TIME = "tijd", "Geen tijd"
    OTHER_DAY = "andere-dag", "Een andere dag of een ander uur past beter"
    NO_NEED = "niet-nodig", "Het is niet meer nodig"
    OTHER = "andere", "Iets anders"


class Attendance(TokenLink):
    """What a submitted form becomes: a Registration or a Repeat, each with its own mailed link."""

    name = models.CharField("voornaam en naam", max_length=160)
    company = models.CharField("bedrijf of organisatie", max_length=160)
    email = models.EmailField("e-mailadres")
    state = models.CharField("staat", max_length=20, choices=State)
    # The page one lands on after the form has a link of its own, that shows and changes nothing:
    # typing an address does not prove it. Empty where page and mail still
    # had one link.
    screen_hash = models.CharField(max_length=64, null=True, unique=True, editable=False)
    # Grows when a mailed link is a stranger's; the page after the form keeps its own.
    link_number = models.PositiveSmallIntegerField(default=0, editable=False)
    # Until when the seats are held unless the link in the mail is used; empty: without limit.
    held_until = models.DateTimeField("plaats vastgehouden tot", null=True, blank=True)
    # Whence an unproven address was typed: a keyed hash of the network, for a week.
    network = models.CharField(max_length=32, blank=True, editable=False)
    # A form is good for one registration, so that a double click is one too.
    form_key = models.CharField(max_length=40, unique=True, null=True, editable=False)
    # What a phone at the door reads from the QR code; it opens no page of the employer's.
    door_code = models.CharField(max_length=32, unique=True, default=new_door_code, editable=False)
    # The wishes ticked here. Colleagues share one lead, which shows the wishes of all of them.
    wishes = models.JSONField("wensen", default=list, blank=True)
    wish_note = models.CharField("wens, in eigen woorden", max_length=500, blank=True)
    created_at = models.DateTimeField("ingeschreven op", default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name} ({self.company})"

    def save(self, *args, **kwargs):
        if self._state.adding and not self.screen_hash:
            self.screen_hash = tokens.digest(self.screen_token)
        super().save(*args, **kwargs)

    @property
    def token(self) -> str:
        """The mailed link."""
        number = f"-{self.link_number}" if self.link_number else ""
        purpose = f"{self.token_purpose}{number}"
        return tokens.token_for(purpose, self.token_nonce, self.token_hash)

    def renew_link(self) -> None:
        """Nothing opens by the link mailed before; the caller saves."""
        self.link_number += 1
        self.token_hash = ""
        self.token_hash = tokens.digest(self.token)

    @property
    def screen_token(self) -> str:
        """The link of the page one lands on after the form.

        It stays where a registration turns out to be a repeat, or the other way round.
        """
        purposes = [f"{name}-screen" for name in (self.token_purpose, *TOKEN_PURPOSES)]
        found = [
            tokens.token_for(one, self.token_nonce, self.screen_hash or "") for one in purposes
        ]
        return next((one for one in found if tokens.digest(one) == self.screen_hash), found[0])

    @classmethod
    def find_by_link(cls, token: str):
        """The row behind a link of either kind, or None; its `may_act` tells which kind it was."""
        digest = tokens.digest(token)
        rows = cls.objects.filter(Q(token_hash=digest) | Q(screen_hash=digest))
        registration = cls._with_stop(rows).first()
        if registration:
            registration.link, registration.may_act = (
                token,
                registration.token_hash == digest and cls.is_first,
            )
        return registration

    was_corrected = False  # by the form that was just sent again
    is_first = True  # and no repeat of a registration that was there
    may_act = True

    @property
    def is_by_mail(self) -> bool:
        """Whether this page has nothing more to show: opened by the link of the page after the
        form, while since then the owner of the address used the mailed one."""
        return not self.may_act and self.was_used_since

    @property
    def was_used_since(self) -> bool:
        raise NotImplementedError

    @cached_property
    def link(self) -> str:
        """The token this page was opened with, or else the mailed one."""
        return self.token

    @property
    def calendar_name(self) -> str:
        """The UID of its calendar entry, which never changes; it holds no personal data."""
        return f"bezoek-{tokens.digest(f'calendar:{self.token_nonce}')[:20]}"

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


class Registration(Attendance):
    """One employer's visit to one stop, with its seats."""

    State = State

    class Ending(models.TextChoices):
        """Why it was cancelled; the employer's own page speaks accordingly."""

        SELF = "zelf", "Zelf geannuleerd"
        DECLINED = "bedankt", "Bedankte voor de aangeboden plaats"
        EXPIRED = "verlopen", "Antwoordde niet op tijd op de aangeboden plaats"
        UNPROVEN = "onbevestigd", "Bevestigde het e-mailadres niet op tijd"

    HOLDING = [State.CONFIRMED, State.OFFERED, State.PRESENT, State.ABSENT]

    token_purpose = TOKEN_PURPOSES[0]

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
    # The first time something was done by the link in the mail.
    address_proven_at = models.DateTimeField("adres bevestigd op", null=True, blank=True)
    # The last time. From the first on, the page after the form shows nothing of it any more.
    link_used_at = models.DateTimeField(null=True, editable=False)
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
    # What they said at the stop, noted at the door.
    table_note = models.CharField("zei aan tafel", max_length=500, blank=True)
    # Since when the morning after the stop was looked at; see roadshow/door/morning_after.py.
    debriefed_at = models.DateTimeField(null=True, editable=False)
    # Wants no messages about this stop beside those about the own visit.
    objected_at = models.DateTimeField("wil geen berichten meer sinds", null=True, blank=True)
    cancelled_at = models.DateTimeField("geannuleerd om", null=True, blank=True)
    held_back = models.CharField("wat tegenhield", max_length=20, choices=HeldBack, blank=True)
    # From then on the person cannot be identified: what is left counts a visit.
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
        indexes = [
            models.Index(fields=["stop", "state"], name="registration_at_stop"),
            models.Index(
                fields=["network", "created_at"],
                condition=~Q(network=""),
                name="registration_from_network",
            ),
        ]

    @property
    def calendar_name(self) -> str:
        """Entries from when page and mail had one link keep their name."""
        return super().calendar_name if self.screen_hash else f"bezoek-{self.pk}"

    @property
    def did_not_come(self) -> bool:
        """By themselves: cancelled, or stayed away."""
        cancelled = self.is_cancelled and self.ending == self.Ending.SELF
        return cancelled or self.state == State.ABSENT

    @property
    def table_line(self) -> str:
        """As it stands on the timeline of the lead."""
        return f"{self.table_words}“{self.table_note}”." if self.table_note else ""

    @property
    def table_words(self) -> str:
        return f"{self.name} zei aan tafel in {self.stop.venue.municipality}: "

    @property
    def was_used_since(self) -> bool:
        return self.link_used_at is not None

    @classmethod
    def _with_stop(cls, rows):
        return rows.with_stop()


class Repeat(Attendance):
    """The same address was registered again for the same stop.

    Its page looks like that of a first registration, so that the form does not reveal who comes. It
    shows what was typed this time and changes nothing of the first registration: that takes the
    mailed link. For the same reason it holds a seat for a few days: the number of free seats is
    public.
    """

    token_purpose = TOKEN_PURPOSES[1]

    # What a first registration would show.
    is_first = False
    seats = 1
    sequence = 0
    phone = ""
    companions = ()
    did_not_come = False
    held_back = ""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="repeats")
    # The stop of the form; the first registration may have moved to another since.
    stop = models.ForeignKey("roadshow.StopPage", on_delete=models.CASCADE, related_name="repeats")
    # Until when it holds a seat; empty: it holds none.
    seat_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "herhaalde inschrijving"
        verbose_name_plural = "herhaalde inschrijvingen"
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["network", "created_at"],
                condition=~Q(network=""),
                name="repeat_from_network",
            ),
        ]

    def save(self, *args, **kwargs):
        if self.stop_id is None:
            self.stop_id = self.registration.stop_id
        super().save(*args, **kwargs)

    @property
    def updated_at(self):
        return self.created_at

    @property
    def ending(self) -> str:
        return Registration.Ending.UNPROVEN if self._ran_out else Registration.Ending.SELF

    @classmethod
    def _with_stop(cls, rows):
        return rows.select_related(
            "registration__lead", "stop__venue__municipality", "stop__organisation"
        )

    @property
    def was_used_since(self) -> bool:
        used_at = self.registration.link_used_at
        return used_at is not None and used_at > self.created_at

    @property
    def is_cancelled(self) -> bool:
        """Also cancelled when the first registration is."""
        return self.registration.is_cancelled or self._ran_out

    @property
    def _ran_out(self) -> bool:
        """What happens to a first registration whose link is not used in time."""
        proven_at = self.registration.address_proven_at
        proven_since = proven_at is not None and proven_at > self.created_at
        held_until = None if proven_since else self.held_until
        return held_until is not None and held_until <= timezone.now()

    @property
    def is_confirmed(self) -> bool:
        return super().is_confirmed and not self.is_cancelled


class ComingManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(left_at=None)


class Companion(models.Model):
    """A person who comes along."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="companions"
    )
    name = models.CharField("naam", max_length=160)
    email = models.EmailField("e-mailadres", blank=True)
    # Since when this person was mailed about the visit; empty: never.
    told_at = models.DateTimeField("gemaild sinds", null=True, editable=False)
    # Comes no longer; kept for the mail that says so.
    left_at = models.DateTimeField("komt niet meer mee sinds", null=True, editable=False)
    # The UID of an entry that was mailed before each had its own.
    entry = models.CharField(max_length=40, blank=True, editable=False)

    objects = ComingManager()
    all_rows = models.Manager()  # noqa: DJ012 - a manager, no field

    class Meta:
        verbose_name = "medebezoeker"
        verbose_name_plural = "medebezoekers"
        ordering = ["pk"]

    def __str__(self):
        return self.name

    @property
    def calendar_name(self) -> str:
        """The UID of its calendar entry, which never changes."""
        return self.entry or f"medebezoeker-{self.pk}"
