"""A mail that the desk wrote to all who had to do with one stop."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping


class StopMailQuerySet(models.QuerySet):
    def visible_to(self, user, right="roadshow.view_registration"):
        return scoping.within(self, user, right, "stop__organisation")


class StopMail(models.Model):
    """Leaves a while after it was confirmed, so that it can be stopped."""

    WAITS = timedelta(minutes=10)

    class Group(models.TextChoices):
        """Values are states of a registration."""

        PRESENT = "aanwezig", "Wie er was"
        ABSENT = "afwezig", "Wie niet kwam"
        COMING = "bevestigd", "Wie ingeschreven is"
        CANCELLED = "geannuleerd", "Wie annuleerde"

    stop = models.ForeignKey("roadshow.StopPage", on_delete=models.CASCADE, related_name="mails")
    subject = models.CharField("onderwerp", max_length=120)
    body = models.TextField("bericht", max_length=5000)
    groups = models.JSONField("aan wie", default=list)
    # One preview is sent once, however often it is confirmed.
    key = models.UUIDField(unique=True, editable=False)
    count = models.PositiveIntegerField("aantal", default=0)
    leaves_at = models.DateTimeField("vertrekt om")
    stopped_at = models.DateTimeField("tegengehouden om", null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("gemaakt", default=timezone.now)

    objects = StopMailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail aan deelnemers"
        verbose_name_plural = "mails aan deelnemers"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.subject} ({self.stop})"

    @property
    def can_be_stopped(self) -> bool:
        return self.stopped_at is None and self.leaves_at > timezone.now()

    @property
    def group_words(self) -> str:
        return ", ".join(self.Group(one).label.lower() for one in self.groups)
