"""Who gets the newsletter, and the evidence that they asked for it."""

from django.db import models
from django.utils import timezone

from brand.models.organisations import Province
from brand.models.tokens import TokenLink


class SubscriptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One shared list: the federation sees it; a partner sees its own contacts elsewhere."""
        return self if user.is_federation else self.none()


class Subscription(TokenLink):
    """One address, one subscription. Its link stops the mails."""

    token_purpose = "nieuwsbrief-stop"  # noqa: S105 - a label, no secret

    class State(models.TextChoices):
        ASKED = "aangevraagd", "Aangevraagd, nog niet bevestigd"
        SUBSCRIBED = "ingeschreven", "Ingeschreven"
        RETURNING = "terug", "Wacht op bevestiging bij de nieuwsbriefdienst"
        STOPPED = "uitgeschreven", "Uitgeschreven"
        REFUSED = "geweigerd", "Geweigerd door de nieuwsbriefdienst"
        ERASED = "gewist", "Gewist"

    # Lower case. Empty once erased; then only a salted hash is left, so that no import puts
    # them back.
    email = models.EmailField("e-mailadres", unique=True, null=True)
    suppression_hash = models.CharField(max_length=64, blank=True, editable=False)
    name = models.CharField("naam", max_length=120, blank=True)
    company = models.CharField("bedrijf of organisatie", max_length=160, blank=True)
    province = models.CharField("provincie", max_length=20, choices=Province, blank=True)
    interests = models.JSONField("interesses", default=list, blank=True)
    state = models.CharField("stand", max_length=14, choices=State, default=State.ASKED)
    confirmed_at = models.DateTimeField("bevestigd op", null=True)
    stopped_at = models.DateTimeField("uitgeschreven op", null=True)
    # Which list holds this stand: mode and list; another list means telling it again.
    told = models.CharField(max_length=60, blank=True, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "abonnee"
        verbose_name_plural = "abonnees"
        ordering = ["email"]

    def __str__(self):
        return self.email or "gewist"

    @property
    def is_returning(self) -> bool:
        """Stopped before, and asked back afterwards themselves."""
        return bool(self.stopped_at and self.confirmed_at and self.confirmed_at > self.stopped_at)


class SubscriptionRecord(TokenLink):
    """A statement about the newsletter: what, when and how. Written once, never changed."""

    token_purpose = "nieuwsbrief-bevestig"  # noqa: S105 - a label, no secret

    class Said(models.TextChoices):
        ASKED = "gevraagd", "Vroeg de nieuwsbrief"
        CONFIRMED = "bevestigd", "Bevestigde het eigen adres"
        STOPPED = "gestopt", "Stopte de nieuwsbrief"
        SERVICE_STOPPED = "dienst", "De nieuwsbriefdienst meldt: uitgeschreven"
        ERASED = "gewist", "Gewist op vraag van de persoon"

    subscription = models.ForeignKey(
        Subscription, verbose_name="abonnee", on_delete=models.PROTECT, related_name="consents"
    )
    said = models.CharField("wat", max_length=10, choices=Said)
    at = models.DateTimeField("wanneer", default=timezone.now, editable=False)
    way = models.CharField("hoe", max_length=200)
    wording = models.TextField("de woorden die er stonden", blank=True)
    wording_version = models.CharField(max_length=12, blank=True)

    class Meta:
        db_table = "brand_consent"  # as in release 0.1.0
        verbose_name = "bewijs van toestemming"
        verbose_name_plural = "bewijzen van toestemming"
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.get_said_display()}, {self.at:%d/%m/%Y}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("Evidence of consent is written once.")
        super().save(*args, **kwargs)
