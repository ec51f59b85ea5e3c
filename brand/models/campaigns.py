"""Campaigns and the links that lead from a poster, a post or a mail to the site."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from brand import scoping

VIEW = "brand.view_campaign"


class Goal(models.TextChoices):
    """What a campaign counts; each is a step that some room reports (brand/campaigns/results)."""

    REGISTRATIONS = "inschrijvingen", "Inschrijvingen"
    PRESENT = "aanwezigen", "Aanwezige werkgevers"
    LEADS = "dossiers", "Opvolgdossiers"
    PLACEMENTS = "plaatsingen", "Bevestigde plaatsingen"


class Audience(models.TextChoices):
    SMALL = "kmo", "Kmo’s"
    LARGE = "groot", "Grote bedrijven"
    PUBLIC = "overheid", "Lokale besturen"
    CARE = "zorg", "Zorg en onderwijs"
    MEDIA = "pers", "Pers"
    EVERYBODY = "iedereen", "Brede publiek"


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, user, right=VIEW):
        """Who runs it; and to look at it, the partners that take part."""
        if scoping.is_everywhere(user, right):
            return self
        mine = scoping.organisation_ids(user, right)
        rows = Q(organisation__in=mine)
        if right == VIEW:
            joined = Participation.objects.filter(organisation__in=mine)
            rows |= Q(pk__in=joined.values("campaign"))
        return self.filter(rows)


class Campaign(ClusterableModel):
    name = models.CharField("naam", max_length=120)
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="campaigns",
        help_text="Wie de campagne leidt. Die ziet alle cijfers en de hele begroting.",
    )
    goal_number = models.PositiveIntegerField(
        "doel", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    goal_counts = models.CharField("wat telt", max_length=20, choices=Goal, blank=True)
    audiences = models.JSONField("voor wie", default=list, blank=True)
    starts_on = models.DateField("van", null=True, blank=True)
    ends_on = models.DateField("tot en met", null=True, blank=True)
    landing_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name="waarheen de links leiden",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        verbose_name_plural = "campagnes"
        ordering = ["-starts_on", "name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("campagnes:overview", args=[self.pk])

    @property
    def goal_words(self) -> str:
        """As "120 inschrijvingen"; nothing without a goal."""
        if not self.goal_number or not self.goal_counts:
            return ""
        return f"{self.goal_number} {self.get_goal_counts_display().lower()}"

    @property
    def audience_words(self) -> str:
        labels = dict(Audience.choices)
        return ", ".join(labels[name] for name in self.audiences if name in labels)


class Participation(models.Model):
    """A partner that takes part in a campaign, with its share of what is paid together."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        "brand.Organisation",
        verbose_name="partner",
        on_delete=models.PROTECT,
        related_name="participations",
    )
    cost_share = models.DecimalField(
        "aandeel in de kosten (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = "partner die meedoet"
        verbose_name_plural = "partners die meedoen"
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "organisation"], name="takes_part_once")
        ]

    def __str__(self):
        return f"{self.organisation}: {self.campaign}"


class CampaignPage(models.Model):
    """A story, a stop or another page that a campaign is about."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="pages")
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name="pagina", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = "pagina van een campagne"
        verbose_name_plural = "pagina’s van een campagne"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "page"], name="campaign_page_once")
        ]

    def __str__(self):
        return f"{self.page}"


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


def money(label: str) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )


class BudgetLine(models.Model):
    """What something costs, in euro. Not bookkeeping: three amounts and who pays."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="budget_lines")
    description = models.CharField("waarvoor", max_length=120)
    channel = models.CharField("kanaal", max_length=20, choices=Channel, blank=True)
    paid_by = models.ForeignKey(
        "brand.Organisation",
        verbose_name="wie betaalt",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="budget_lines",
        help_text="Leeg: samen, volgens het aandeel van elke partner.",
    )
    planned = money("gepland (€)")
    committed = money("vastgelegd (€)")
    spent = money("uitgegeven (€)")

    class Meta:
        verbose_name = "kost"
        verbose_name_plural = "kosten"
        ordering = ["pk"]

    def __str__(self):
        return self.description


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
    # Of one issue of the newsletter, so that each counts its own clicks.
    issue = models.ForeignKey(
        "brand.NewsletterIssue",
        verbose_name="nummer van de nieuwsbrief",
        null=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="links",
    )
    # Of one of the two versions that are tried; empty in what everybody else gets.
    variant = models.CharField("versie", max_length=5, blank=True, editable=False)

    objects = TrackedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "campagnelink"
        verbose_name_plural = "campagnelinks"
        ordering = ["campaign", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "organisation", "channel", "page"],
                condition=Q(issue=None),
                name="tracked_link_once",
            ),
            models.UniqueConstraint(
                fields=["issue", "page", "variant"],
                condition=Q(issue__isnull=False),
                name="newsletter_link_once",
            ),
        ]

    def __str__(self):
        return f"{self.campaign} via {self.get_channel_display()}"

    def get_absolute_url(self):
        return reverse("tracked_link", args=[self.code])


class LinkVisits(models.Model):
    """How often a link was followed on one day. A count, without visitors."""

    link = models.ForeignKey(TrackedLink, on_delete=models.CASCADE, related_name="visits")
    day = models.DateField("dag")
    count = models.PositiveIntegerField("aantal", default=0)

    class Meta:
        verbose_name = "bezoeken via een link"
        verbose_name_plural = "bezoeken via links"
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="visit_once_a_day")]

    def __str__(self):
        return f"{self.link}, {self.day}: {self.count}"
