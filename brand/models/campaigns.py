"""Campaigns and the links that lead from a poster, a post or a mail to the site."""

from django.db import models
from django.urls import reverse

from brand import scoping


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user, right="brand.share"):
        return scoping.within(self, user, right)


class Campaign(models.Model):
    name = models.CharField("naam", max_length=120)
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="campaigns",
    )
    starts_on = models.DateField("van", null=True, blank=True)
    ends_on = models.DateField("tot en met", null=True, blank=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ["-starts_on", "name"]

    def __str__(self):
        return self.name


class Channel(models.TextChoices):
    MAIL = "mail", "E-mail"
    NEWSLETTER = "nieuwsbrief", "Nieuwsbrief"
    LINKEDIN = "linkedin", "LinkedIn"
    FACEBOOK = "facebook", "Facebook"
    INSTAGRAM = "instagram", "Instagram"
    POSTER = "affiche", "Affiche"
    PARTNER = "partner", "Website van een partner"
    PRESS = "pers", "Pers"
    OTHER = "andere", "Andere"


class TrackedLinkQuerySet(models.QuerySet):
    def visible_to(self, user, right="brand.share"):
        return scoping.within(self, user, right)


class TrackedLink(models.Model):
    """One channel of one partner in one campaign; its code stands behind `/g/`."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="campagne", on_delete=models.CASCADE, related_name="links"
    )
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.PROTECT, related_name="links"
    )
    channel = models.CharField("kanaal", max_length=20, choices=Channel)
    code = models.CharField("code", max_length=12, unique=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="pagina",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = TrackedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "campagnelink"
        verbose_name_plural = "campagnelinks"
        ordering = ["campaign", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation", "channel", "page"], name="tracked_link_once"
            )
        ]

    def __str__(self):
        return f"{self.campaign} via {self.get_channel_display()}"

    def get_absolute_url(self):
        return reverse("tracked_link", args=[self.code])


class Visit(models.Model):
    """How often a link was followed on one day. A count, without visitors."""

    link = models.ForeignKey(TrackedLink, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField("dag")
    count = models.PositiveIntegerField("aantal", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="visit_once_a_day")]

    def __str__(self):
        return f"{self.link}, {self.day}: {self.count}"
