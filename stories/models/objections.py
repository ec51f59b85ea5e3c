"""What people answered when they read their story back: that it is right, or an objection."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from brand import scoping
from stories.models.consent import ConsentRequest
from stories.models.people import PortrayedPerson


class StoryReading(models.Model):
    """A person read the story back and agreed, as it stood then."""

    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="readings"
    )
    person = models.ForeignKey(PortrayedPerson, on_delete=models.CASCADE, related_name="readings")
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text_hash = models.CharField(max_length=64)
    # The films and files that stood with it; see text/attachments.py.
    attachments = models.JSONField(default=list, editable=False)
    # Words for sharing it that were read too; see sharing/own_words.py.
    share_texts = models.JSONField(default=list, editable=False)
    agreed_at = models.DateTimeField("nagelezen op", default=timezone.now)

    class Meta:
        verbose_name = "nalezing"
        verbose_name_plural = "nalezingen"
        ordering = ["-agreed_at", "-pk"]

    def __str__(self):
        return f"{self.person} las {self.story}"


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, user, right="stories.view_portrayedperson"):
        """Of the people this user may see."""
        return scoping.within(self, user, right, "person__organisation")

    def unsettled(self):
        """What is still to be settled; of a story that was deleted, nothing is."""
        return self.filter(settled_at=None, story__isnull=False)

    def holding(self):
        """What keeps a story back as long as it stands in it, also when it was put back."""
        return self.filter(Q(settled_at=None) | Q(is_taken_out=True))


class Objection(models.Model):
    """An objection to a picture, film or sentence; until it is settled, the story does not appear.

    It is the person's own no, so it stays when the story or the picture is deleted.
    """

    class SettledBy(models.TextChoices):
        PERSON = "persoon", "De persoon zelf"
        COLLEAGUE = "collega", "Een medewerker"

    # Names this objection in the journal; see stories/objections/journal.py.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    story = models.ForeignKey(
        "stories.StoryPage", null=True, on_delete=models.SET_NULL, related_name="objections"
    )
    story_key = models.UUIDField(null=True, editable=False, db_index=True)
    person = models.ForeignKey(PortrayedPerson, on_delete=models.CASCADE, related_name="objections")
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The picture is its file: uploaded again, it is the same one.
    file_hash = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    # The film with its captions, by the keys of text/attachments.py; of a whole story all in it.
    films = models.JSONField(default=list, editable=False)
    sentence = models.TextField("de zin", blank=True)
    # Not of words for sharing alone, which no page of the site tells.
    is_of_page = models.BooleanField(default=True, editable=False)
    # Said in own words, about no sentence or picture: only a person can settle that.
    whole = models.BooleanField("het hele verhaal", default=False)
    note = models.CharField("waarom", max_length=300, blank=True)
    # On whose page it was said.
    request = models.ForeignKey(
        ConsentRequest, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    made_at = models.DateTimeField("gezegd op", default=timezone.now)
    settled_at = models.DateTimeField("opgelost op", null=True, blank=True)
    # Settled because it went, and for as long as it is gone.
    is_taken_out = models.BooleanField(default=False, editable=False)
    # Said apart from the account, which may be deleted.
    settled_as = models.CharField(max_length=20, choices=SettledBy, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "bezwaar"
        verbose_name_plural = "bezwaren"
        ordering = ["made_at", "pk"]

    def __str__(self):
        if self.sentence or self.whole:
            return self.sentence or "het hele verhaal"
        return "een film" if self.films else "een foto"

    def save(self, *args, **kwargs):
        """Bound to the story and the picture's file as they are when it is made."""
        if self._state.adding:
            self.file_hash = self.picture.get_file_hash() if self.picture else ""
            self.story_key = self.story.translation_key if self.story else None
        super().save(*args, **kwargs)

    @property
    def is_of_every_language(self) -> bool:
        """What is told in one language is told in the others; a picture is known by its file."""
        return self.whole or bool(self.sentence and self.is_of_page)

    @property
    def was_settled_by_person(self) -> bool:
        return self.settled_as == self.SettledBy.PERSON and not self.is_taken_out


class Counterpart(models.Model):
    """What became of it in another language's version: one says so, and a second person agrees."""

    objection = models.ForeignKey(Objection, on_delete=models.CASCADE, related_name="counterparts")
    story = models.ForeignKey(
        "stories.StoryPage", on_delete=models.CASCADE, related_name="counterparts"
    )
    text_hash = models.CharField(max_length=64)
    reason = models.CharField("wat ervan werd", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("wanneer", default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    agreed_at = models.DateTimeField("akkoord op", null=True, blank=True)

    class Meta:
        verbose_name = "bezwaar in een andere taal"
        verbose_name_plural = "bezwaren in een andere taal"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["objection", "story"], name="counterpart_once"),
            models.CheckConstraint(
                condition=~Q(agreed_by=models.F("by")), name="counterpart_by_two_people"
            ),
        ]

    def __str__(self):
        return self.reason
