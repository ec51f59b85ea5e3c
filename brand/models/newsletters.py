"""Issues of the newsletter. What goes along is named, never copied, and read as it leaves."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from brand import scoping
from brand.models.organisations import Province
from brand.models.outbox import OutboxQuerySet, OutboxRow, OutboxState, outbox_meta

WRITE = "brand.write_newsletter"


class Sender(models.TextChoices):
    OWN = "eigen", "Onze eigen mailserver"
    MAILCHIMP = "mailchimp", "Mailchimp"


class Variant(models.TextChoices):
    """What a receiver gets of an issue of which two versions are tried."""

    A = "a", "Versie A"
    B = "b", "Versie B"
    HELD = "wacht", "Wacht op de keuze"
    REST = "rest", "De gekozen versie"


class NewsletterSettings(models.Model):
    """One row: what holds for each issue that is still to be planned."""

    sender = models.CharField("wie verstuurt", max_length=10, choices=Sender, default=Sender.OWN)

    class Meta:
        verbose_name = "instellingen van de nieuwsbrief"
        verbose_name_plural = "instellingen van de nieuwsbrief"

    def __str__(self):
        return self.get_sender_display()

    @classmethod
    def current(cls) -> "NewsletterSettings":
        return cls.objects.order_by("pk").first() or cls()


class NewsletterIssueQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One newsletter for all partners: who writes it works at the federation."""
        return self if scoping.is_everywhere(user, WRITE) else self.none()


class NewsletterIssue(models.Model):
    """Its blocks hold the numbers of stories and stops; see brand/newsletter/blocks.py."""

    class State(models.TextChoices):
        DRAFT = "concept", "Concept"
        PLANNED = "gepland", "Gepland"
        SENT = "verstuurd", "Verstuurd"
        STOPPED = "gestopt", "Gestopt"

    state = models.CharField(
        "stand", max_length=10, choices=State, default=State.DRAFT, editable=False
    )
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
    # Of which version a test mail went out, and which one a second person approved.
    tested_version = models.PositiveIntegerField(default=0, editable=False)
    approved_version = models.PositiveIntegerField(default=0, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="vrijgegeven door",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # To whom: all who confirmed, or those of them who said this of themselves; role and sector are
    # known from elsewhere, see brand/newsletter/segments.py.
    province = models.CharField("provincie", max_length=20, choices=Province, blank=True)
    interest = models.CharField("interesse", max_length=60, blank=True)
    role = models.CharField("rol", max_length=20, blank=True)
    sector = models.CharField("sector", max_length=60, blank=True)
    # Who sends it, from the moment it is planned.
    sender = models.CharField(
        "verstuurd door", max_length=10, choices=Sender, default=Sender.OWN, editable=False
    )
    planned_for = models.DateTimeField("vertrekt op", null=True, editable=False)
    began_at = models.DateTimeField(null=True, editable=False)  # when the first mail left
    done_at = models.DateTimeField("klaar op", null=True, editable=False)
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

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.approved_version == self.version and self.approved_by_id is not None

    @property
    def is_tested(self) -> bool:
        return self.tested_version == self.version


class NewsletterDeliveryQuerySet(OutboxQuerySet):
    def due(self, now):
        """Who waits for the choice between two versions is nobody's to send."""
        return super().due(now).exclude(variant=Variant.HELD)


class NewsletterDelivery(OutboxRow):
    """One issue to one subscriber: claimed, handed over, written down. No address stands in it."""

    class Outcome(models.TextChoices):
        SENT = "verstuurd", "Aangenomen door de mailserver"
        KEPT = "bewaard", "Niet verstuurd: voorbeeld, of geen mailserver"
        LEFT = "overgeslagen", "Schreef zich intussen uit"
        REFUSED = "geweigerd", "Geweigerd door de mailserver"
        STOPPED = "gestopt", "Gestopt voor het vertrok"

    issue = models.ForeignKey(
        NewsletterIssue,
        verbose_name="nummer",
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    subscription = models.ForeignKey(
        "brand.Subscription",
        verbose_name="abonnee",
        null=True,
        on_delete=models.SET_NULL,
        related_name="deliveries",
    )
    outcome = models.CharField("uitkomst", max_length=12, choices=Outcome, blank=True)
    # Empty for an issue of one version.
    variant = models.CharField("versie", max_length=5, choices=Variant, blank=True, editable=False)
    # Committed just before the mail server is told that the message is complete.
    handed_over_at = models.DateTimeField(null=True, editable=False, db_index=True)

    objects = NewsletterDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "verzending van een nieuwsbrief"
        verbose_name_plural = "verzendingen van nieuwsbrieven"
        ordering = ["due_at", "pk"]
        constraints = [
            *outbox_meta("delivery")["constraints"],
            models.UniqueConstraint(fields=["issue", "subscription"], name="an_issue_goes_once"),
        ]
        indexes = outbox_meta("delivery")["indexes"]

    def __str__(self):
        return f"{self.issue}: {self.subscription or 'gewist'}"

    @property
    def message_id(self) -> str:
        return f"<{self.pk}@{settings.SITE_HOST}>"

    @property
    def is_uncertain(self) -> bool:
        return self.state == OutboxState.BLOCKED and self.handed_over_at is not None


class NewsletterHandOver(OutboxRow):
    """An issue that Mailchimp sends: made there when its moment has come, and sent once.

    Without an issue it was stopped: what was made of it there still has to go.
    """

    issue = models.OneToOneField(
        NewsletterIssue,
        verbose_name="nummer",
        null=True,
        on_delete=models.CASCADE,
        related_name="hand_over",
    )
    campaign_key = models.CharField(max_length=40, blank=True, editable=False)
    # Committed before Mailchimp is asked to send: from here on it may have been sent.
    handed_over_at = models.DateTimeField(null=True, editable=False)
    # What Mailchimp told of it afterwards.
    figures = models.JSONField(default=dict, blank=True, editable=False)
    figures_at = models.DateTimeField(null=True, editable=False)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "nieuwsbrief bij Mailchimp"
        verbose_name_plural = "nieuwsbrieven bij Mailchimp"
        ordering = ["due_at", "pk"]
        constraints = outbox_meta("hand_over")["constraints"]
        indexes = outbox_meta("hand_over")["indexes"]

    def __str__(self):
        return str(self.issue or "Gestopt")

    @property
    def mark(self) -> str:
        """In the title there, to find it again after an answer that never came."""
        return f"[mw-{self.pk.hex[:8]}]"
