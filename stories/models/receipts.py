"""Evidence of answers, and of judgements that a later change does not concern a person."""

import hashlib
import json
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from stories.models.consent import Consent
from stories.models.people import PortrayedPerson
from stories.text import attachments

Way = Consent.Way
BY_ONESELF = (Way.LINK, Way.HERE)
ON_PAPER = (Way.PAPER, Way.BEHALF)
NOT_ANSWERED = "Zonder beantwoorde vraag is er geen toestemming."
NOT_PROVEN = "Zonder foto van het formulier of de brief is er geen toestemming."
NO_REASON = "Zeg wie dit besliste, en waarom."
NOT_SAID = "Dit staat niet in het antwoord waarop het zou steunen."
FIXED = "Een antwoord is een bewijs: het wordt nooit gewijzigd."


class OfPeople(models.QuerySet):
    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Of the people this user may see."""
        return self.filter(person__in=PortrayedPerson.objects.visible_to(user, right))


class ShownWords(models.Model):
    """What somebody read who answered: a heading with its lines, part by part; kept once each.

    Of a story that is taken back, its own words go; the question stays, which is the proof.
    """

    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="shown_words", editable=False
    )
    language = models.CharField("taal", max_length=8, editable=False)
    parts = models.JSONField(editable=False)
    told = models.JSONField(default=dict, editable=False)  # by the key of each story
    digest = models.CharField(max_length=64, editable=False)

    objects = OfPeople.as_manager()

    class Meta:
        verbose_name = "gelezen tekst"
        verbose_name_plural = "gelezen teksten"
        constraints = [
            models.UniqueConstraint(fields=["person", "digest"], name="shown_words_once")
        ]

    def __str__(self):
        return f"Wat {self.person} las"

    @classmethod
    def keep(
        cls, person: PortrayedPerson, language: str, parts: list, told: dict[str, list]
    ) -> "ShownWords":
        said = {"language": language, "parts": parts, "told": told}
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        return cls.objects.get_or_create(person=person, digest=digest, defaults=said)[0]

    @classmethod
    def forget_story(cls, key) -> int:
        """Its words, whoever read them. How many rows that were."""
        rows = [row for row in cls.objects.filter(receipts__story_key=key) if str(key) in row.told]
        for row in {row.pk: row for row in rows}.values():
            told = {name: parts for name, parts in row.told.items() if name != str(key)}
            cls.objects.filter(pk=row.pk).update(told=told)
        return len({row.pk for row in rows})

    @property
    def all_parts(self) -> list:
        return [*self.parts, *(part for parts in self.told.values() for part in parts)]


class ReceiptQuerySet(OfPeople):
    def yes(self):
        """Those that allowed something to be shown, with their evidence here."""
        return self.kept_here().exclude(channels=[])

    def kept_here(self):
        """Without what came back from the journal: that proves a no, and never a yes."""
        return self.filter(replayed_at=None)

    def told(self):
        """What its person may be told: of the journal no yes, for nothing rests on it."""
        return self.filter(Q(replayed_at=None) | Q(channels=[]))


class ConsentReceipt(models.Model):
    """One answer about one story (or one picture, or words alone), as it was given.

    A "no" has its receipt too. Written once by stories/consent/recording.py; no form makes one.
    """

    # Names this answer in the journal; see stories/consent/journal.py.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="receipts", editable=False
    )
    request = models.ForeignKey(
        "stories.ConsentRequest",
        null=True,
        on_delete=models.RESTRICT,
        related_name="receipts",
        editable=False,
    )
    way = models.CharField("hoe", max_length=20, choices=Way, editable=False)
    # Without proof: as recorded by a colleague, before answers were kept.
    noted_way = models.CharField(max_length=20, choices=Way, blank=True, editable=False)
    proof = models.ForeignKey(
        "stories.ConsentProof",
        null=True,
        on_delete=models.RESTRICT,
        related_name="receipts",
        editable=False,
    )
    reason = models.CharField("reden", max_length=300, blank=True, editable=False)
    present = models.CharField("wie was erbij", max_length=160, blank=True, editable=False)
    # In which words it was asked.
    wording = models.CharField("versie van de tekst", max_length=20, editable=False)
    language = models.CharField("taal", max_length=8, default="nl", editable=False)
    # Those very words; none where these were not kept yet, or were erased.
    shown = models.ForeignKey(
        ShownWords, null=True, on_delete=models.SET_NULL, related_name="receipts", editable=False
    )
    # What was shown.
    story = models.ForeignKey(
        "stories.StoryPage",
        null=True,
        on_delete=models.SET_NULL,
        related_name="receipts",
        editable=False,
    )
    story_key = models.UUIDField(null=True, editable=False, db_index=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    # Of what it tells, without what only its page says: a copy elsewhere has the same.
    text_hash = models.CharField(max_length=64, blank=True, editable=False)
    # Of all that was read, in every language that stood there, this one included.
    text_hashes = models.JSONField(default=list, editable=False)
    file_hashes = models.JSONField(default=list, editable=False)
    # Films, captions and files, in every language, by what text/attachments.py knows them again.
    attachments = models.JSONField(default=list, editable=False)
    # Words for sharing it that stood there too; see sharing/own_words.py.
    share_texts = models.JSONField(default=list, editable=False)
    # What was said.
    taking = models.BooleanField("foto maken", default=False, editable=False)
    channels = models.JSONField("waar", default=list, editable=False)
    name_level = models.CharField(
        "welke naam",
        max_length=20,
        choices=Consent.NameLevel,
        default=Consent.NameLevel.FIRST,
        editable=False,
    )
    other_name = models.CharField("die andere naam", max_length=80, blank=True, editable=False)
    person_name = models.CharField(max_length=160, blank=True, editable=False)
    given_on = models.DateField("gegeven op", default=timezone.localdate, editable=False)
    until = models.DateField("geldt tot en met", null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    at = models.DateTimeField("wanneer", default=timezone.now, editable=False)
    # When a backup was put back that did not know this answer.
    replayed_at = models.DateTimeField(null=True, editable=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "antwoord op een vraag om toestemming"
        verbose_name_plural = "antwoorden op vragen om toestemming"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way__in=["link", "hier"]) | Q(request__isnull=False),
                name="receipt_own_answer_has_request",
            ),
            models.CheckConstraint(
                condition=~Q(way__in=["papier", "namens"])
                | Q(proof__isnull=False)
                | Q(replayed_at__isnull=False),
                name="receipt_paper_has_proof",
            ),
            models.CheckConstraint(
                condition=~Q(way="namens") | ~Q(reason=""), name="receipt_behalf_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(way__in=["link", "hier", "papier", "namens", "geen"]),
                name="receipt_way_is_known",
            ),
        ]

    def __str__(self):
        return f"Antwoord van {self.person}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise ValidationError(FIXED)
        self._must_rest_on_something()
        if self.person_id and not self.person_name:
            self.person_name = self.person.name
        super().save(*args, **kwargs)

    def _must_rest_on_something(self) -> None:
        if self.replayed_at:  # nothing can be allowed by it
            return
        if self.way == Way.NONE:  # only a migration writes down what was without proof
            raise ValidationError(NOT_PROVEN)
        if self.way in BY_ONESELF and not self._was_answered():
            raise ValidationError(NOT_ANSWERED)
        if self.way in ON_PAPER and (self.proof is None or self.proof.person_id != self.person_id):
            raise ValidationError(NOT_PROVEN)
        if self.way == Way.BEHALF and not self.reason.strip():
            raise ValidationError(NO_REASON)

    def _was_answered(self) -> bool:
        asked = self.request
        return (
            asked is not None
            and asked.person_id == self.person_id
            and asked.way == self.way
            and asked.answered_at is not None
        )

    def proves(self, person: int) -> bool:
        """Whether something of this person may rest on it; PROVEN asks the same of rows."""
        if self.person_id != person or self.replayed_at:
            return False
        if self.way in BY_ONESELF:
            asked = self.request
            return bool(asked and asked.person_id == person and asked.answered_at)
        return True

    def must_allow(self, consent: Consent) -> None:
        """A consent says nothing that this answer does not say."""
        taking = consent.purpose == Consent.Purpose.TAKING and not consent.channel and self.taking
        shows = consent.purpose == Consent.Purpose.PUBLISHING and consent.channel in self.channels
        about = consent.story_key == self.story_key
        shown = not consent.file_hash or consent.file_hash in self.file_hashes
        until = consent.until == self.until and consent.given_on == self.given_on
        named = (consent.name_level, consent.other_name) == (self.name_level, self.other_name)
        if not (
            self.pk
            and self.proves(consent.person_id)
            and (taking or shows)
            and (about and shown and until and named)
        ):
            raise ValidationError(NOT_SAID)

    @property
    def shown_name(self) -> str:
        """How this person is called by this answer."""
        return self._called(self.person_name)

    @property
    def is_of_another_name(self) -> bool:
        """Whether this person would be called otherwise now than it was read here."""
        return self.shown_name != self._called(self.person.name)

    def _called(self, name: str) -> str:
        said = {"name_level": self.name_level, "other_name": self.other_name}
        return Consent(person=self.person, person_name=name, **said).shown_name

    @property
    def words(self) -> set[str]:
        """The hashes of all that was read, whatever the language."""
        return {self.text_hash, *self.text_hashes} - {""}

    @property
    def allows_images(self) -> bool:
        """Whether a photograph or a film of this person may be used."""
        return self.taking or self.consents.exclude(file_hash="").exists()

    @property
    def images(self) -> set[str]:
        """The photographs and films that it is about, by the hash of each file or address."""
        return {*self.file_hashes, *attachments.films_among(self.attachments)}

    @property
    def has_proof(self) -> bool:
        return self.way != Way.NONE

    @property
    def places(self) -> list[str]:
        return [one.label for one in Consent.Channel if one in self.channels]


class HarmlessChange(models.Model):
    """A reviewer judged that a change since a person's yes does not concern that person."""

    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="harmless_changes"
    )
    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="harmless_changes"
    )
    old_hash = models.CharField(max_length=64, blank=True)
    new_hash = models.CharField(max_length=64)
    reason = models.CharField("waarom", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("wanneer", default=timezone.now)

    class Meta:
        verbose_name = "wijziging die niemand raakt"
        verbose_name_plural = "wijzigingen die niemand raken"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.reason
