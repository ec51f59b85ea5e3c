"""Mail to and from the employer, on the timeline of a lead."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.utils import timezone

from brand import scoping
from brand.models import User
from brand.models.tokens import TokenLink
from leads.models.timeline import Interaction

LONGEST_SUBJECT = 120
LONGEST_BODY = 3500  # with the subject it is the note of a line


class Address(models.TextChoices):
    """How somebody is addressed."""

    FORMAL = "u", "u"
    INFORMAL = "je", "je"


class MailTemplate(models.Model):
    """A text to begin with, in both ways of addressing; kept by the federation for everybody."""

    name = models.CharField("naam", max_length=80, unique=True)
    subject_formal = models.CharField("onderwerp, met u", max_length=LONGEST_SUBJECT)
    body_formal = models.TextField("tekst, met u", max_length=LONGEST_BODY)
    subject_informal = models.CharField("onderwerp, met je", max_length=LONGEST_SUBJECT)
    body_informal = models.TextField("tekst, met je", max_length=LONGEST_BODY)
    position = models.PositiveSmallIntegerField("volgorde", default=100)

    class Meta:
        verbose_name = "mailsjabloon"
        verbose_name_plural = "mailsjablonen"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def words(self, address: str) -> tuple[str, str]:
        """(subject, text) in this way of addressing."""
        if address == Address.INFORMAL:
            return self.subject_informal, self.body_informal
        return self.subject_formal, self.body_formal


class LeadMailQuerySet(models.QuerySet):
    def visible_to(self, user: User, right: str = "leads.view_lead") -> Self:
        return scoping.within(self, user, right, "line__lead__owner_organisation")


class LeadMail(TokenLink):
    """A mail that the desk wrote. Its words and the person it goes to stand on its line alone.

    So whatever takes words or a person off a timeline (erasure, a term that is over) takes them
    here too, and a mail that waits does not leave with them. The token stands in the address for
    answers.
    """

    WAITS = timedelta(minutes=1)
    token_purpose = "lead-mail"  # noqa: S105 - a label, no secret
    token_in_address = True

    line = models.OneToOneField(Interaction, on_delete=models.CASCADE, related_name="mail")
    address = models.CharField("aanspreking", max_length=2, choices=Address, default=Address.FORMAL)
    # Who followed the lead up when it was written: an answer says so when that changed.
    organisation = models.ForeignKey(
        "brand.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outgoing = models.ForeignKey(
        "brand.OutgoingMail", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # One preview is sent once, however often it is confirmed.
    key = models.UUIDField(unique=True, editable=False)
    leaves_at = models.DateTimeField("vertrekt om")
    stopped_at = models.DateTimeField("tegengehouden om", null=True, blank=True)

    objects = LeadMailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail uit een dossier"
        verbose_name_plural = "mails uit dossiers"

    def __str__(self) -> str:
        return self.subject

    @property
    def subject(self) -> str:
        return self.line.note.partition("\n\n")[0]

    @property
    def body(self) -> str:
        return self.line.note.partition("\n\n")[2]

    @property
    def can_be_stopped(self) -> bool:
        return self.stopped_at is None and self.leaves_at > timezone.now()

    @property
    def trouble(self) -> str:
        """Why it did not leave, or has not yet; empty when all is well."""
        sent: Any = self.outgoing
        if self.stopped_at or self.can_be_stopped or sent is None:
            return ""
        return "" if sent.stands == "Verstuurd" else sent.reason

    def halt(self, now: Any = None) -> bool:
        """Whether it could still be stopped; who asks twice is told the same."""
        now = now or timezone.now()
        waiting = LeadMail.objects.filter(pk=self.pk, leaves_at__gt=now)
        return bool(waiting.filter(stopped_at=None).update(stopped_at=now)) or waiting.exists()
