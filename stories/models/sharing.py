"""Texts for sharing a story, and where it went outside the site."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand import scoping
from stories.models.consent import Consent
from stories.models.people import PortrayedPerson


class ShareText(models.Model):
    """One channel's text, once it was changed; an unchanged one is made anew each time."""

    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="share_texts"
    )
    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    channel = models.CharField(max_length=20)
    text = models.TextField("tekst", max_length=5000)

    class Meta:
        verbose_name = "deeltekst"
        verbose_name_plural = "deelteksten"
        constraints = [
            models.UniqueConstraint(
                fields=["story", "organisation", "channel"], name="share_text_once"
            )
        ]

    def __str__(self):
        return f"{self.story} op {self.channel}"


class OfOwnPartner(models.QuerySet):
    def visible_to(self, user, right="stories.write"):
        """A partner's own; the federation's writers see all."""
        return scoping.within(self, user, right)


class Use(models.Model):
    """One place outside the site where a story or a picture went: kept to be able to recall it."""

    class Kind(models.TextChoices):
        POST = "bericht", "Bericht op sociale media"
        MAIL = "mail", "Verstuurde nieuwsbrief"
        PRINT = "druk", "Drukwerk"
        DOWNLOAD = "download", "Download van een deelpakket of persmap"
        OTHER = "andere", "Elders"

    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    story = models.ForeignKey(
        "stories.StoryPage",
        verbose_name="verhaal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="uses",
    )
    people = models.ManyToManyField(
        PortrayedPerson, verbose_name="wie", blank=True, related_name="uses"
    )
    kind = models.CharField("soort", max_length=20, choices=Kind)
    channel = models.CharField("kanaal", max_length=20, choices=Consent.Channel)
    where = models.CharField("waar", max_length=200)
    url = models.URLField("adres", max_length=500, blank=True)
    who = models.CharField("door wie", max_length=160, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="genoteerd door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("wanneer", default=timezone.now)

    objects = OfOwnPartner.as_manager()

    class Meta:
        verbose_name = "plaats buiten de site"
        verbose_name_plural = "plaatsen buiten de site"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.where}"
