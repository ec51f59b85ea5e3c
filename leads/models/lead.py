"""The opvolgdossier itself, and what the employer wants."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from brand import scoping
from brand.models import TrackedLink, User
from leads.desk import stops
from leads.models.employers import Contact, Employer
from leads.stages import (
    OPEN,
    WISH_ICON,
    WISH_WORD,
    NextAction,
    NoMatchReason,
    Source,
    Stage,
    Wish,
)

if TYPE_CHECKING:
    from leads.models.timeline import Interaction


class LeadQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        """The federation sees all; a partner's coordinators see what their partner owns."""
        return scoping.within(self, user, right, "owner_organisation")

    def open(self) -> Self:
        return self.filter(stage__in=OPEN)

    def promised(self) -> Self:
        """A date on a lead is a promise, in whatever stage: parked ones come back too."""
        return self.filter(next_action_on__isnull=False)


class Lead(models.Model):
    """An opvolgdossier: one employer in one tour."""

    employer = models.ForeignKey(
        Employer, verbose_name="werkgever", on_delete=models.CASCADE, related_name="leads"
    )
    contact = models.ForeignKey(
        Contact,
        verbose_name="contactpersoon",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    tour = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="tournee",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The page of the stop that brought it; what a stop is, the room of the roadshow knows.
    stop = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="halte",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        editable=False,
    )
    source_organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="gastheer van de ontmoeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="leads_met",
    )
    owner_organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner die opvolgt",
        on_delete=models.PROTECT,
        related_name="leads",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="opgevolgd door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="leads",
    )
    # Empty: from before this was kept, and not to be told from what is there.
    source = models.CharField("herkomst", max_length=10, choices=Source, blank=True)
    stage = models.CharField("fase", max_length=20, choices=Stage, default=Stage.NEW)
    stage_since = models.DateTimeField("in deze fase sinds", default=timezone.now)
    no_match_reason = models.CharField(
        "waarom geen match", max_length=20, choices=NoMatchReason, blank=True
    )
    activity = models.ForeignKey(
        "brand.Activity",
        verbose_name="om welk werk het gaat",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    wish_note = models.TextField("in eigen woorden", max_length=1000, blank=True)
    next_action = models.CharField("volgende stap", max_length=20, choices=NextAction, blank=True)
    next_action_note = models.CharField("toelichting", max_length=200, blank=True)
    next_action_on = models.DateField("op", null=True, blank=True)
    # Brussels time; an appointment has one.
    next_action_at = models.TimeField("om", null=True, blank=True)
    # Where; only an appointment with an hour has one.
    next_action_place = models.CharField("waar", max_length=160, blank=True)
    first_response_due = models.DateField("eerste contact ten laatste", null=True, blank=True)
    first_responded_at = models.DateTimeField("eerste contact", null=True, blank=True)
    first_touch = models.ForeignKey(
        TrackedLink,
        verbose_name="kwam eerst via",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_touch = models.ForeignKey(
        TrackedLink,
        verbose_name="kwam laatst via",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Grows with every change, so that two people at once find out (see leads/follow_up/actions.py).
    version = models.PositiveIntegerField(default=1, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    created_at = models.DateTimeField("gemaakt", default=timezone.now)
    updated_at = models.DateTimeField("gewijzigd", auto_now=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = "opvolgdossier"
        verbose_name_plural = "opvolgdossiers"
        ordering = ["-created_at", "-pk"]
        # The desk reads its columns and lists from these, in their order; see tests/full/.
        indexes = [
            models.Index(
                fields=["owner_organisation", "stage", "next_action_on", "-id"], name="lead_desk"
            ),
            models.Index(fields=["owner_organisation", "-created_at"], name="lead_recent"),
            models.Index(
                fields=["owner_organisation", "next_action_on", "id"], name="lead_of_partner"
            ),
            models.Index(fields=["owner", "next_action_on", "id"], name="lead_of_owner"),
            models.Index(fields=["source", "next_action_on", "id"], name="lead_of_source"),
            models.Index(fields=["stage", "next_action_on", "-id"], name="lead_due"),
            models.Index(fields=["next_action_on", "id"], name="lead_list"),
            models.Index(
                fields=["owner", "stage", "next_action_on", "-id"], name="lead_board_of_owner"
            ),
            # Of a period, counted by these without a look at the rows.
            models.Index(
                fields=["created_at", "source", "stage", "first_responded_at"], name="lead_came_in"
            ),
            models.Index(
                fields=["first_response_due"],
                condition=Q(first_responded_at__isnull=True),
                name="lead_unanswered",
            ),
            models.Index(
                fields=["next_action_on", "id"],
                condition=Q(first_responded_at__isnull=True),
                name="lead_unanswered_by_step",
            ),
            models.Index(
                fields=["stage", "first_response_due", "-created_at", "-id", "first_responded_at"],
                condition=Q(owner__isnull=True),
                name="lead_of_nobody",
            ),
            models.Index(fields=["owner_organisation", "updated_at", "id"], name="lead_changed"),
            # Which employers a partner knows.
            models.Index(fields=["owner_organisation", "employer"], name="lead_met"),
            models.Index(fields=["stop", "owner_organisation"], name="lead_of_stop"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "tour"],
                condition=Q(tour__isnull=False),
                name="lead_once_per_tour",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[stage.value for stage in OPEN])
                | (Q(next_action_on__isnull=False) & ~Q(next_action="")),
                name="open_lead_has_next_action",
            ),
        ]

    def __str__(self) -> str:
        return self.employer.name

    def get_absolute_url(self) -> str:
        return reverse("lead:edit", args=[self.pk])

    def add_to_timeline(
        self, kind: str, note: str = "", *, at: datetime | None = None, **fields: Any
    ) -> "Interaction":
        """Add one line to the timeline: an Interaction, its note cut to what the column holds."""
        note = note.strip()[:4000]
        return self.interactions.create(kind=kind, note=note, at=at or timezone.now(), **fields)

    @staticmethod
    def first_answer_late(today: date) -> Q:
        """Open leads that were promised a first answer before this day and got none."""
        return Q(first_responded_at=None, first_response_due__lt=today, stage__in=OPEN)

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN

    @property
    def is_answered_late(self) -> bool:
        """The day of the first answer has passed without one."""
        due, today = self.first_response_due, timezone.localdate()
        return self.is_open and not self.first_responded_at and due is not None and due < today

    @property
    def has_appointment(self) -> bool:
        """A day and an hour were agreed with the employer, and are still to come."""
        day = self.next_action_on
        return self.next_action_at is not None and day is not None and day >= timezone.localdate()

    @property
    def agreed_hour(self) -> str:
        """om 14.30 uur"""
        return f"om {self.next_action_at:%H.%M} uur" if self.next_action_at else ""

    @property
    def came_by_channel(self) -> str:
        return self.first_touch.get_channel_display() if self.first_touch else ""

    @property
    def came_by_stop(self) -> str:
        """Genk, 3 maart 2027: of a row that was read with the columns of its stop."""
        return stops.words(self)

    @property
    def came_by(self) -> str:
        """Genk, 3 maart 2027 · Lente · LinkedIn: of a row of the list."""
        campaign = getattr(self, "campaign_name", "")
        return " · ".join(filter(None, [self.came_by_stop, campaign, self.came_by_channel]))

    @property
    def wish_names(self) -> str:
        return ", ".join(str(wish) for wish in self.wishes.all())


class LeadWish(models.Model):
    """One thing the employer said to want."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="wishes")
    wish = models.CharField("wens", max_length=20, choices=Wish)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "wens"
        verbose_name_plural = "wensen"
        constraints = [models.UniqueConstraint(fields=["lead", "wish"], name="wish_once")]
        indexes = [models.Index(fields=["wish", "lead"], name="wish_of_lead")]

    def __str__(self) -> str:
        return self.get_wish_display()

    @property
    def word(self) -> str:
        return WISH_WORD[self.wish]

    @property
    def icon(self) -> str:
        return WISH_ICON[self.wish]
