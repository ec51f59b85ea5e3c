"""People who are shown, and what they allowed."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, ProtectedError, Q
from django.utils import timezone

from brand import scoping
from brand.text import one_line

# Proof that a person was asked, said yes or no, or withdrew.
EVIDENCE = ("requests", "receipts", "consents", "proofs", "withdrawals", "objections")
MUST_STAY = "Wat deze persoon antwoordde, moet bewezen blijven. Wis de persoonsgegevens."
OF_THIS_PARTNER = "Deze persoon werd al iets gevraagd door {partner}, en blijft bij die partner."
ENDS = {"withdrawn_at", "ended_at"}  # all that ever changes of a consent
# The receipt is this person's own, and what it rests on is there. That a paper form or another
# else's decision comes with its proof, the database holds (ConsentReceipt.Meta).
PROVEN = Q(receipt__person=F("person")) & (
    Q(receipt__way__in=["papier", "namens", "geen"])
    | Q(receipt__request__person=F("person"), receipt__request__answered_at__isnull=False)
)


class PortrayedPersonQuerySet(models.QuerySet):
    def with_consents(self):
        """With all that was ever allowed, and what each of it rests on."""
        return self.prefetch_related("consents__receipt__request")

    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Those of partners where the user works with them; the federation's writers see all."""
        return scoping.within(self.filter(erased_at=None), user, right)

    def with_evidence(self):
        """People who were asked, answered or withdrew: their row must stay."""
        found = Q()
        for name in EVIDENCE:
            found |= Q(pk__in=self.model.objects.filter(**{f"{name}__isnull": False}).values("pk"))
        return self.filter(found)

    def delete(self):
        """Answers do not go with a row; a person is erased by stories/withdrawal/erasure.py."""
        if held := list(self.with_evidence()):
            raise ProtectedError(MUST_STAY, held)
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True


class PortrayedPerson(models.Model):
    """A person whose face or words we show."""

    # Names this person where no name may stand: in the journal of withdrawals.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(
        "naam",
        max_length=160,
        help_text="Alleen jullie zien deze naam. Welke naam op de site komt, zegt de persoon.",
    )
    email = models.EmailField("e-mailadres", blank=True)
    phone = models.CharField("telefoon", max_length=40, blank=True)
    trusted_person = models.CharField(
        "vertrouwenspersoon",
        max_length=160,
        blank=True,
        help_text="Wie mag je bellen als je deze persoon niet bereikt?",
    )
    trusted_contact = models.CharField(
        "telefoon of e-mailadres van die vertrouwenspersoon", max_length=160, blank=True
    )
    language = models.CharField("taal", max_length=8, default="nl")
    # From then on the person cannot be identified: what is left proves that consent ended.
    erased_at = models.DateTimeField("gewist op", null=True, editable=False)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PortrayedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = "geportretteerde"
        verbose_name_plural = "geportretteerden"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    def clean(self):
        self.name = one_line(self.name)
        self.trusted_person = one_line(self.trusted_person)
        if self.has_evidence:
            before = PortrayedPerson.objects.select_related("organisation").get(pk=self.pk)
            if before.organisation_id != self.organisation_id:
                sentence = OF_THIS_PARTNER.format(partner=before.organisation)
                raise ValidationError({"organisation": sentence})

    @property
    def has_evidence(self) -> bool:
        return bool(self.pk) and PortrayedPerson.objects.filter(pk=self.pk).with_evidence().exists()

    def delete(self, *args, **kwargs):
        if self.has_evidence:
            raise ProtectedError(MUST_STAY, [self])
        return super().delete(*args, **kwargs)

    @property
    def consents_told(self):
        """All that was ever allowed, with what a screen tells of it."""
        with_receipt = ("receipt__request__asked_by", "receipt__recorded_by", "picture", "story")
        return self.consents.select_related(*with_receipt)

    @property
    def allowed_channels(self) -> list["Consent.Channel"]:
        """Through which channels this person may be shown today, with some picture or other."""
        given = {
            consent.channel
            for consent in self.consents.all()
            if consent.purpose == Consent.Purpose.PUBLISHING and consent.is_valid
        }
        return [channel for channel in Consent.Channel if channel in given]

    @property
    def first_end(self):
        """When the first of what this person allows ends; None when nothing does.

        Per place, story and picture the longest consent counts: what was extended does not end.
        """
        ends: dict[tuple, date] = {}
        for row in self.consents.all():
            if row.purpose == Consent.Purpose.PUBLISHING and row.is_valid:
                key = row.channel, row.file_hash, row.story_key
                ends[key] = max(ends.get(key, date.min), row.until or date.max)
        first = min(ends.values(), default=date.max)
        return None if first == date.max else first


class ContactChange(models.Model):
    """A mail address that a colleague replaced; the old one is mailed, see people/forms.py."""

    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="contact_changes"
    )
    old_email = models.EmailField("oud adres", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("wanneer", default=timezone.now)

    class Meta:
        verbose_name = "vervangen adres"
        verbose_name_plural = "vervangen adressen"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Vervangen adres van {self.person}"


def in_two_years():
    """How long a consent runs when nothing else was agreed."""
    return timezone.localdate() + timedelta(days=730)


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user, right="stories.view_consent"):
        """Of the people this user may see."""
        return scoping.within(self, user, right, "person__organisation")

    def valid(self, on=None):
        """Given and proven, not withdrawn, not past its end on that day (today when none is named).

        A row with another person's receipt, or with one of an unanswered request, does not count.
        """
        day = on or timezone.localdate()
        given = self.filter(withdrawn_at=None, given_on__lte=day).filter(PROVEN)
        return given.filter(Q(until=None) | Q(until__gte=day))

    def showing(self, channel, on=None):
        """Valid on that day for showing a person through this channel."""
        return self.valid(on).filter(purpose=Consent.Purpose.PUBLISHING, channel=channel)

    def for_story(self, key):
        """Of those that name this story, in whatever language; `key` may be an OuterRef."""
        return self.filter(story_key=key)

    def with_proof(self):
        """Without what was written down before answers were kept: that shows nothing new."""
        return self.exclude(receipt__way=Consent.Way.NONE)


class Consent(models.Model):
    """One permission of one person: for one purpose, through one channel."""

    class Purpose(models.TextChoices):
        TAKING = "maken", "De foto maken"
        PUBLISHING = "tonen", "Foto en verhaal tonen"

    class Channel(models.TextChoices):
        WEBSITE = "website", "Website"
        NEWSLETTER = "nieuwsbrief", "Nieuwsbrief"
        SOCIAL = "sociale-media", "Sociale media"
        PRESS = "pers-en-drukwerk", "Pers en drukwerk"

    class NameLevel(models.TextChoices):
        FULL = "volledig", "Volledige naam"
        FIRST = "voornaam", "Alleen voornaam"
        OTHER = "andere", "Een andere naam"

    class Way(models.TextChoices):
        LINK = "link", "Via een persoonlijke link"
        HERE = "hier", "Op een toestel dat een medewerker doorgaf"
        PAPER = "papier", "Papieren formulier"
        BEHALF = "namens", "Iemand anders, in haar of zijn naam"
        NONE = "geen", "Zonder bewijs"

    person = models.ForeignKey(
        PortrayedPerson,
        verbose_name="geportretteerde",
        on_delete=models.CASCADE,
        related_name="consents",
        editable=False,
    )
    # Nothing is allowed but by an answer that was given; see stories/consent/recording.py.
    receipt = models.ForeignKey(
        "stories.ConsentReceipt",
        verbose_name="bewijs",
        on_delete=models.CASCADE,
        related_name="consents",
        editable=False,
    )
    purpose = models.CharField("waarvoor", max_length=20, choices=Purpose, editable=False)
    # Empty for the taking of a picture: that goes through no channel.
    channel = models.CharField("waar", max_length=20, choices=Channel, blank=True, editable=False)
    name_level = models.CharField(
        "welke naam", max_length=20, choices=NameLevel, default=NameLevel.FIRST, editable=False
    )
    other_name = models.CharField("die andere naam", max_length=80, blank=True, editable=False)
    # The person's own name as it stood on that screen: a later one was never said yes to.
    person_name = models.CharField(max_length=160, blank=True, editable=False)
    given_on = models.DateField("gegeven op", default=timezone.localdate, editable=False)
    until = models.DateField(
        "geldt tot en met", null=True, blank=True, default=in_two_years, editable=False
    )
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True, editable=False)
    # When its end was acted upon; that is no withdrawal.
    ended_at = models.DateTimeField("beëindigd op", null=True, blank=True, editable=False)
    # The story it was given for, in every language; without one it is for the picture only.
    story = models.ForeignKey(
        "stories.StoryPage",
        verbose_name="verhaal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
        editable=False,
    )
    story_key = models.UUIDField(null=True, blank=True, editable=False, db_index=True)
    # The file this permission was given for: another file is another picture.
    picture = models.ForeignKey(
        "brand.Picture",
        verbose_name="foto",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consents",
        editable=False,
    )
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    recorded_at = models.DateTimeField("genoteerd op", auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering = ["person", "channel", "-recorded_at"]
        indexes = [
            models.Index(fields=["file_hash"], name="consent_file"),
            models.Index(fields=["person", "story_key", "channel"], name="consent_for_story"),
        ]

    def __str__(self):
        what = self.get_channel_display() or self.get_purpose_display()
        return f"{self.person}: {what.lower()}"

    def save(self, *args, update_fields=None, **kwargs):
        """Written once, by the answer it rests on; afterwards it only ends.

        Bound to the picture's file and the story as they are now.
        """
        if self._state.adding:
            self.file_hash = self.picture.get_file_hash() if self.picture else ""
            self.story_key = self.story.translation_key if self.story else None
            self.person_name = self.receipt.person_name
            self.full_clean(exclude=["person", "picture", "story", "receipt"])
            self.receipt.must_allow(self)
        elif update_fields is None or not ENDS.issuperset(update_fields):
            raise ValidationError("Een toestemming wordt niet gewijzigd: vraag ze opnieuw.")
        super().save(*args, update_fields=update_fields, **kwargs)

    def clean(self):
        if self.name_level == self.NameLevel.OTHER and not self.other_name.strip():
            raise ValidationError({"other_name": "Vul de naam in die we mogen gebruiken."})
        if self.until and self.given_on and self.until < self.given_on:
            sentence = "Deze dag ligt voor de dag waarop het gegeven werd."
            raise ValidationError({"until": sentence})

    @property
    def is_valid(self) -> bool:
        today = timezone.localdate()
        begun = self.given_on <= today and self.withdrawn_at is None
        stands = self.until is None or self.until >= today
        return begun and stands and self.receipt.proves(self.person_id)

    @property
    def shown_name(self) -> str:
        """The name we may say."""
        if self.name_level == self.NameLevel.OTHER:
            return self.other_name
        return self.agreed_name if self.name_level == self.NameLevel.FULL else self.first_name

    @property
    def agreed_name(self) -> str:
        """The whole name, as the person read it on the screen where it was allowed."""
        return self.person_name or self.person.name

    @property
    def first_name(self) -> str:
        return (self.agreed_name.split() or [""])[0]
