"""What partners teach, for employers to ask for."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from brand import scoping
from brand.models import Organisation, User


class TrainingOfferQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_trainingoffer") -> Self:
        """The federation sees all, a partner's desk its own."""
        return scoping.within(self, user, right)

    def to_read_by(self, user: User) -> Self:
        """What waits for a second person, and that is this one."""
        mine = self.visible_to(user, "leads.change_trainingoffer")
        waiting = mine.filter(state=TrainingOffer.State.WAITING, is_demo=False)
        return waiting.exclude(written_by=user).order_by("title", "pk")

    def published(self) -> Self:
        """What visitors see today: approved, not over yet, of a partner that takes part."""
        rows = self.filter(
            state=TrainingOffer.State.ONLINE,
            valid_until__gte=timezone.localdate(),
            organisation__in=Organisation.objects.partners(),
        )
        return rows.select_related("organisation").order_by("title", "pk")


class TrainingOffer(models.Model):
    """A training of one partner. Who wrote it does not put it online: a colleague does."""

    class Form(models.TextChoices):
        THERE = "bij-u", "Bij u op het bedrijf"
        HERE = "bij-ons", "Op onze werkvloer"
        ONLINE = "online", "Online"
        MIXED = "gemengd", "Deels online, deels samen"

    class State(models.TextChoices):
        WAITING = "wacht", "Wacht op nalezing"
        ONLINE = "online", "Online"
        OFF = "offline", "Offline"

    organisation = models.ForeignKey(
        Organisation, verbose_name="partner", on_delete=models.CASCADE, related_name="trainings"
    )
    title = models.CharField("titel", max_length=120)
    audience = models.CharField(
        "voor wie",
        max_length=200,
        help_text="Zoals: ploegbazen die iemand begeleiden.",
    )
    description = models.TextField("wat men leert", max_length=1200)
    duration = models.CharField("hoe lang", max_length=100, help_text="Zoals: twee halve dagen.")
    form = models.CharField("hoe", max_length=10, choices=Form, default=Form.THERE)
    place = models.CharField(
        "waar", max_length=120, blank=True, help_text="Leeg als het bij de werkgever of online is."
    )
    price = models.CharField(
        "prijs, in woorden",
        max_length=200,
        help_text="Zoals: gratis, of 450 euro voor een groep tot 12 mensen.",
    )
    language = models.CharField("taal", max_length=80, default="Nederlands")
    valid_until = models.DateField(
        "aan te vragen tot en met", help_text="Na die dag verdwijnt ze vanzelf van de site."
    )
    state = models.CharField(
        "staat", max_length=10, choices=State, default=State.WAITING, editable=False
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="geschreven door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="nagelezen door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_at = models.DateTimeField("nagelezen op", null=True, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = TrainingOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "vorming"
        verbose_name_plural = "vormingen"
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.valid_until < timezone.localdate()

    @property
    def stands(self) -> str:
        """For the list of the back office."""
        is_gone = self.state == self.State.ONLINE and self.is_over
        return "Voorbij" if is_gone else str(self.get_state_display())
