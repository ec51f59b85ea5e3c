"""What people allowed, how they were asked, and in which languages."""

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from brand import scoping
from brand.models import TokenLink
from stories.models.people import PortrayedPerson, in_two_years

ENDS = {"withdrawn_at", "ended_at"}  # all that ever changes of a consent
# The receipt is this person's own, and what it rests on is there. That a paper form or another
# else's decision comes with its proof, the database holds (ConsentReceipt.Meta). What came back
# from the journal proves no yes.
PROVEN = Q(receipt__person=F("person"), receipt__replayed_at=None) & (
    Q(receipt__way__in=["papier", "namens", "geen"])
    | Q(receipt__request__person=F("person"), receipt__request__answered_at__isnull=False)
)


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
    # Since another picture was allowed in its place: it holds as long as its own is online.
    replaced_at = models.DateTimeField("vervangen op", null=True, blank=True, editable=False)
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

    def of_words_alone(self) -> "Consent":
        """The same answer, for the same place and story, without its picture; not saved yet."""
        kept = ("person", "receipt", "story", "purpose", "channel", "given_on", "until")
        named = ("name_level", "other_name")
        return Consent(**{name: getattr(self, name) for name in (*kept, *named)})

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


class ProofQuerySet(models.QuerySet):
    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Of the people this user may see."""
        return scoping.within(self, user, right, "person__organisation")


class ConsentProof(models.Model):
    """The photographed form. It stands in the database: a file store has public addresses."""

    person = models.ForeignKey(
        PortrayedPerson,
        verbose_name="geportretteerde",
        on_delete=models.CASCADE,
        related_name="proofs",
    )
    content = models.BinaryField("bestand")
    content_type = models.CharField(max_length=40, default="image/jpeg")
    sha256 = models.CharField(max_length=64, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField("bewaard op", auto_now_add=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = "papieren formulier"
        verbose_name_plural = "papieren formulieren"
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"Formulier van {self.person}"

    def save(self, *args, **kwargs):
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        super().save(*args, **kwargs)


class ConsentRequestQuerySet(models.QuerySet):
    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Of the people this user may see."""
        return scoping.within(self, user, right, "person__organisation")

    def open(self):
        """Not answered yet, and still to be answered."""
        return self.filter(answered_at=None, closed_at=None)


class ConsentRequest(TokenLink):
    """A request for consent. Its link is the person's own page, also afterwards.

    A request that is answered on a colleague's device closes with its answer, so that it does not
    stay open there on the person's behalf.
    """

    token_purpose = "consent"  # noqa: S105 - the name of a purpose
    found_with = ("person__organisation", "asked_by")

    person = models.ForeignKey(
        PortrayedPerson,
        verbose_name="geportretteerde",
        on_delete=models.CASCADE,
        related_name="requests",
    )
    story = models.ForeignKey(
        "stories.StoryPage",
        verbose_name="verhaal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consent_requests",
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name="foto",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    way = models.CharField("hoe", max_length=20, choices=Consent.Way, default=Consent.Way.LINK)
    language = models.CharField("taal", max_length=8, default="nl")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="gevraagd door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField("gevraagd op", default=timezone.now)
    # Later than the question for an own page that was made after it.
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_at = models.DateTimeField("geopend op", null=True, blank=True)
    answered_at = models.DateTimeField("beantwoord op", null=True, blank=True)
    closed_at = models.DateTimeField("gesloten op", null=True, blank=True)

    objects = ConsentRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "vraag om toestemming"
        verbose_name_plural = "vragen om toestemming"
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"Vraag aan {self.person}"

    @property
    def is_sent_by_hand(self) -> bool:
        """Whether a colleague may pass its link on: once answered, it is the person's own."""
        return self.way == Consent.Way.LINK and not (self.answered_at or self.closed_at)


class AskedFile(models.Model):
    """A photograph or film that a question is about, by the hash of its file or its address.

    Kept whatever the answer is.
    """

    request = models.ForeignKey(ConsentRequest, on_delete=models.CASCADE, related_name="files")
    file_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name = "gevraagde foto"
        verbose_name_plural = "gevraagde foto's"
        constraints = [
            models.UniqueConstraint(fields=["request", "file_hash"], name="asked_file_once")
        ]

    def __str__(self):
        return self.file_hash


class ConsentLanguage(models.Model):
    """A language that is on. Its texts stand in stories/consent/wordings/."""

    code = models.CharField("taal", max_length=8, unique=True)
    wording = models.CharField("versie van de tekst", max_length=20)
    read_by = models.CharField("nagelezen door", max_length=160, default="", blank=True)
    switched_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    switched_on_at = models.DateTimeField("aangezet op", default=timezone.now)

    class Meta:
        verbose_name = "taal van de toestemming"
        verbose_name_plural = "talen van de toestemming"
        ordering = ["code"]

    def __str__(self):
        return self.code
