import re
import secrets
from pathlib import Path

from django.db import models
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from brand import pictures


class BareFile(WagtailImageFieldFile):
    """Whatever road a file takes into the store, its metadata stays outside."""

    def save(self, name, content, save=True):
        super().save(name, pictures.bare(content), save=False)
        self.__dict__.pop("_dimensions_cache", None)  # a picture on its side was turned
        self.field.update_dimension_fields(self.instance, force=True)
        if save:
            self.instance.save()


class BareField(WagtailImageField):
    attr_class = BareFile


class Picture(AbstractImage):
    """A picture of the shared site. Its words for who cannot see it are asked at upload."""

    file = BareField("bestand", upload_to=get_upload_to, width_field="width", height_field="height")

    alt = models.CharField(
        "beschrijving voor wie de foto niet ziet",
        max_length=160,
        blank=True,
        help_text="Wat gebeurt er op de foto? Bijvoorbeeld: “Karim lacht en tilt een broodkrat”.",
    )
    credit = models.CharField("fotograaf", max_length=120, blank=True)
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    admin_form_fields = (
        *Image.admin_form_fields[:2],
        "alt",
        "credit",
        *Image.admin_form_fields[2:],
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "beeld"
        verbose_name_plural = "beelden"
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)
        self._forget_other_crops()

    def _forget_other_crops(self):
        """Renditions around a point of focus that is no longer: nobody would delete them."""
        keys = {Filter(spec).get_cache_key(self) for spec in ("fill-1x1", "width-1")}
        if self.pk:
            self.renditions.exclude(focal_point_key__in=keys).delete()

    def get_upload_to(self, filename):
        """A name that nobody guesses: who knows the address of a file sees it."""
        ending = re.sub(r"[^a-z0-9.]", "", Path(filename).suffix.lower())
        return super().get_upload_to(f"{secrets.token_hex(16)}{ending}")

    @property
    def default_alt_text(self):
        return self.alt


class Rendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once"
            )
        ]
