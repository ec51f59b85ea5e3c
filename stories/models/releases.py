"""What the federation decided about a photograph or film that somebody does not allow."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from stories.models.people import PortrayedPerson


class FileReleaseQuerySet(models.QuerySet):
    def holding(self):
        return self.filter(ended_at=None)

    def of(self, person, file_hash) -> Exists:
        """Whether one holds, of these columns of another query."""
        return Exists(self.holding().filter(person=person, file_hash=file_hash))


class FileRelease(models.Model):
    """This person is not in this photograph or film, says the federation: it may be shown again.

    Known by the hash of the file or of the address, as what was asked. It holds until that person
    says no again.
    """

    # Names its end in the journal; see stories/withdrawal/journal.py.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        PortrayedPerson, on_delete=models.CASCADE, related_name="file_releases", editable=False
    )
    file_hash = models.CharField(max_length=64, db_index=True, editable=False)
    reason = models.CharField("waarom", max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField("wanneer", default=timezone.now)
    ended_at = models.DateTimeField("niet meer sinds", null=True, editable=False)

    objects = FileReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "vrijgegeven beeld"
        verbose_name_plural = "vrijgegeven beelden"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "file_hash"],
                condition=Q(ended_at=None),
                name="file_release_once",
            )
        ]

    def __str__(self):
        return self.reason
