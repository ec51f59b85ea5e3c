"""The kit as it was: a new number when something changes by which one knows the brand.

And who took what along of which number, so that old logos are found where they still stand.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from brand.models.licences import OfPartnerQuerySet


class Part(models.TextChoices):
    LOGO = "logo", "logo"
    NAME = "naam", "naam of slagzin"
    COLOURS = "kleuren", "kleuren"
    LETTERS = "letters", "lettertypes"
    SHAPE = "vorm", "hoeken"
    ADDRESS = "aanspreking", "aanspreking"


FIELDS = {
    Part.LOGO: ("logo", "logo_dark"),
    Part.NAME: ("name", "pay_off"),
    Part.COLOURS: ("seed_brand", "seed_accent", "seed_sun"),
    Part.LETTERS: ("display_face", "text_face"),
    Part.SHAPE: ("corners",),
    Part.ADDRESS: ("address",),
}


def snapshot(kit) -> dict[str, str]:
    return {name: str(getattr(kit, name) or "") for names in FIELDS.values() for name in names}


class KitVersionQuerySet(models.QuerySet):
    def keep(self, kit) -> "KitVersion | None":
        """A next number, when this kit differs from the last; the caller holds the kit's row."""
        last, now = self.order_by("-number").first(), snapshot(kit)
        if last is None:
            return self.create(number=1, snapshot=now)
        before = last.snapshot
        changed = [
            str(part)
            for part, names in FIELDS.items()
            if any(before.get(name) != now[name] for name in names)
        ]
        if not changed:
            return None
        return self.create(number=last.number + 1, snapshot=now, changed=changed)


def _by(label: str = "door") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )


class KitVersion(models.Model):
    number = models.PositiveIntegerField("versie", unique=True)
    at = models.DateTimeField(default=timezone.now)
    by = _by()
    note = models.CharField("wat verandert er", max_length=300, blank=True)
    changed = models.JSONField(default=list)
    snapshot = models.JSONField(default=dict)

    objects = KitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "versie van de huisstijl"
        verbose_name_plural = "versies van de huisstijl"
        ordering = ["-number"]

    def __str__(self):
        return f"versie {self.number}"

    @property
    def changed_words(self) -> str:
        labels = [Part(name).label for name in self.changed if name in Part.values]
        return ", ".join(labels) if labels else "de eerste versie"


class KitDownload(models.Model):
    """What went along, for whom, and by whom; the last is forgotten after a time."""

    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="kit_downloads"
    )
    by = _by()
    what = models.CharField(max_length=20)
    file = models.CharField(max_length=60)
    version = models.PositiveIntegerField(default=0)  # 0: before there were numbers
    at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "meegenomen merkbestand"
        verbose_name_plural = "meegenomen merkbestanden"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["organisation", "what"], name="kit_taken")]

    def __str__(self):
        return f"{self.organisation}, {self.file}"


class KitReplacement(models.Model):
    """A partner says that the old version is gone from wherever it stood."""

    organisation = models.ForeignKey(
        "brand.Organisation", on_delete=models.CASCADE, related_name="kit_replacements"
    )
    by = _by()
    what = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    on = models.DateField("vervangen op")
    at = models.DateTimeField(default=timezone.now)

    objects = OfPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "vervangen merkbestand"
        verbose_name_plural = "vervangen merkbestanden"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.organisation}, {self.what}, {self.on}"
