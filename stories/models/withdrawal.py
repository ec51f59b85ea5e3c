"""Withdrawals: where a person was shown, and what only people can undo."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from stories.models.consent import Consent
from stories.models.people import PortrayedPerson
from stories.models.sharing import OfOwnPartner, Use

OF_ADDRESS = 64  # signs in the key of a film of another site; in the hash of a file there are 40
SOMEBODY = "iemand van een andere partner"


class WithdrawalQuerySet(OfOwnPartner):
    def last_stop(self) -> datetime | None:
        """When everything was stopped, the last time."""
        stops = self.filter(everywhere=True).exclude(way=Withdrawal.Way.END)
        return next((row.at for row in stops if row.is_about_everything), None)


class Withdrawal(models.Model):
    """A person withdrew consent. The row counts what was done, without any text of the story."""

    class Way(models.TextChoices):
        LINK = "link", "Door de persoon zelf, met de eigen link"
        PHONE = "telefoon", "Gevraagd aan een medewerker"
        END = "einde", "De einddatum is voorbij"
        ERASED = "gewist", "Alles gewist op vraag van de persoon"
        REPLACED = "vervangen", "Een andere foto kwam in de plaats"

    # What came to its end, or made place, nobody took back.
    NO_REFUSAL = (Way.END, Way.REPLACED)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        PortrayedPerson,
        verbose_name="geportretteerde",
        on_delete=models.CASCADE,
        related_name="withdrawals",
    )
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    channels = models.JSONField("kanalen", default=list)
    # Through every channel, also those that came later; `channels` are those of that day.
    everywhere = models.BooleanField(default=False, editable=False)
    # The files and the stories (by translation key) it is about; both empty: everything of this
    # person on these channels. Among the files films of other sites, by the key of their addresses.
    file_hashes = models.JSONField(default=list, editable=False)
    story_keys = models.JSONField(default=list, editable=False)
    # A picture was refused: the words wait as a draft for another one.
    keeps_words = models.BooleanField(default=False, editable=False)
    # The stories that showed those files: once a picture is gone, nothing tells which they were.
    stories = models.JSONField(default=list, editable=False)
    way = models.CharField("hoe", max_length=20, choices=Way)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="genoteerd door",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("wanneer", default=timezone.now)
    # What was taken away, per surface: {"pagina": 1, "bestanden": 7, …}.
    done = models.JSONField("gedaan", default=dict)
    # The pages whose content was taken away: empty drafts, in which an anonymous version can come.
    places = models.JSONField(default=list, editable=False)
    # Hashes of addresses and titles: what newsletters are searched for, and nothing to read.
    marks = models.JSONField(default=list, editable=False)
    swept_at = models.DateTimeField("overal weg op", null=True, editable=False)
    newsletters_at = models.DateTimeField("nieuwsbrieven nagekeken op", null=True, editable=False)
    trouble = models.CharField("wat nog niet lukte", max_length=300, blank=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = "intrekking"
        verbose_name_plural = "intrekkingen"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Intrekking van {self.person}"

    @property
    def is_about_some(self) -> bool:
        """Not about everything of this person on these channels."""
        return bool(self.file_hashes or self.story_keys)

    @property
    def is_about_everything(self) -> bool:
        return self.everywhere and not self.is_about_some

    def covers(self, channel: str) -> bool:
        return self.everywhere or channel in self.channels

    @property
    def where(self) -> str:
        """The channels in words, and how much when it is not about all of this person."""
        labels = [label.lower() for value, label in Consent.Channel.choices if self.covers(value)]
        if not self.is_about_some:
            return "alles" if self.everywhere else ", ".join(labels)
        films = [one for one in self.file_hashes if len(one) == OF_ADDRESS]
        pictures, stories = len({*self.file_hashes} - {"", *films}), len(self.story_keys)
        parts = [f"{pictures} foto{'’s' if pictures != 1 else ''}"] if pictures else []
        parts += [f"{len(films)} film{'s' if len(films) != 1 else ''} elders"] if films else []
        parts += [f"{stories} verha{'len' if stories != 1 else 'al'}"] if stories else []
        return f"{', '.join(labels)} (voor {' en '.join(parts)})"


class RecallQuerySet(OfOwnPartner):
    def open(self):
        return self.filter(done_at=None)


class Recall(models.Model):
    """A task: something that no machine of ours can take back."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.CASCADE, related_name="recalls")
    organisation = models.ForeignKey(
        "brand.Organisation", verbose_name="partner", on_delete=models.CASCADE, related_name="+"
    )
    use = models.ForeignKey(
        Use, null=True, blank=True, on_delete=models.SET_NULL, related_name="recalls"
    )
    task = models.CharField("wat te doen", max_length=300)
    url = models.URLField("adres", max_length=500, blank=True)
    due_on = models.DateField("tegen")
    done_at = models.DateTimeField("gedaan op", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField("hoe het afliep", max_length=200, blank=True)

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        ordering = ["due_on", "pk"]

    def __str__(self):
        return self.task

    @property
    def person(self) -> str:
        """For whom; another partner does not hear who it is."""
        own = self.organisation_id == self.withdrawal.organisation_id
        known = own or self.organisation.is_federation
        return str(self.withdrawal.person) if known else SOMEBODY


class GoneAddress(models.Model):
    """An address that answers "gone", known by its hash only: a slug may tell a name."""

    path_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.path_hash[:12]
