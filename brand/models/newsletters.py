"""Issues of the newsletter. What goes along is named, never copied, and read as it leaves."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from brand import scoping

WRITE = "brand.write_newsletter"


class NewsletterIssueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One newsletter for all partners: who writes it works at the federation."""
        return self if scoping.is_everywhere(user, WRITE) else self.none()


class NewsletterIssue(models.Model):
    """Its blocks hold the numbers of stories and stops; see brand/newsletter/blocks.py."""

    subject = models.CharField("onderwerp", max_length=120, blank=True)
    preheader = models.CharField(
        "voorvertoning",
        max_length=140,
        blank=True,
        help_text="De zin naast het onderwerp in de lijst met mails.",
    )
    blocks = models.JSONField("inhoud", default=list, blank=True)
    campaign = models.ForeignKey(
        "brand.Campaign",
        verbose_name="telt mee voor campagne",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="newsletters",
        help_text="Kliks en inschrijvingen uit deze nieuwsbrief staan ook bij die campagne.",
    )
    # Grows with every change, so that an approval is of these very words.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="begonnen door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="laatst gewijzigd door",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField("laatst gewijzigd", auto_now=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    objects = NewsletterIssueQuerySet.as_manager()

    class Meta:
        verbose_name = "nummer van de nieuwsbrief"
        verbose_name_plural = "nummers van de nieuwsbrief"
        ordering = ["-pk"]

    def __str__(self):
        return self.subject or f"Nieuwsbrief zonder onderwerp ({self.pk})"

    def get_absolute_url(self):
        return reverse("newsletter_issue", args=[self.pk])
