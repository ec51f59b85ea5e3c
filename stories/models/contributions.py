"""A link by which a person without an account contributes a story."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand.models import TokenLink
from stories.models.sharing import OfOwnPartner


class ContributionLink(TokenLink):
    """Asked once of one person; what comes in is a draft in the partner's section."""

    token_purpose = "contribution"  # noqa: S105 - the name of a purpose

    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    person = models.ForeignKey(
        "stories.PortrayedPerson",
        verbose_name="geportretteerde",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contributions",
        help_text="Alleen als die persoon zelf vertelt.",
    )
    name = models.CharField("aan wie", max_length=160)
    email = models.EmailField("e-mailadres", blank=True)
    question = models.CharField("wat vraag je", max_length=300, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gevraagd door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField("gevraagd op", default=timezone.now)
    until = models.DateField("geldt tot en met")
    story = models.ForeignKey(
        "stories.StoryPage",
        verbose_name="verhaal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Who is in the picture, as it was told; a colleague names and asks those people.
    who = models.CharField("wie staat op de foto", max_length=300, blank=True)
    # The file that this was said of; another picture is another remark.
    who_file = models.CharField(max_length=40, blank=True, editable=False)
    who_settled_at = models.DateTimeField("beantwoord op", null=True, blank=True)
    who_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="beantwoord door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    who_answer = models.CharField("antwoord", max_length=300, blank=True)
    answered_at = models.DateTimeField("binnen op", null=True, blank=True)

    objects = OfOwnPartner.as_manager()

    class Meta:
        verbose_name = "gevraagd verhaal"
        verbose_name_plural = "gevraagde verhalen"
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"Verhaal van {self.name}"
