import logging
import re
import secrets
from io import BytesIO
from pathlib import Path

from django.db import DatabaseError, models
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    Image,
    SourceImageIOError,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from brand.http import faults
from brand.media import metadata, passes, pixels
from brand.sqlite import base as sqlite

logger = logging.getLogger(__name__)


class BareFile(WagtailImageFieldFile):
    """Whatever road a file takes into the store, its metadata stays outside."""

    def save(self, name, content, save=True):
        super().save(metadata.named(name), metadata.bare(content), save=False)
        self.__dict__.pop("_dimensions_cache", None)  # a picture on its side was turned
        self.field.update_dimension_fields(self.instance, force=True)
        if save:
            self.instance.save()


class BareField(WagtailImageField):
    attr_class = BareFile


class Picture(AbstractImage):
    """A picture of the shared site. Its alternative text is asked at upload."""

    file = BareField("bestand", upload_to=get_upload_to, width_field="width", height_field="height")

    alt = models.CharField(
        "beschrijving voor wie de foto niet ziet",
        max_length=160,
        blank=True,
        help_text="Wat gebeurt er op de foto? Bijvoorbeeld: “Karim lacht en tilt een broodkrat”.",
    )
    credit = models.CharField("fotograaf", max_length=120, blank=True)
    licence = models.CharField(
        "wat mag ermee",
        max_length=160,
        blank=True,
        help_text="Wat met de fotograaf is afgesproken. Bijvoorbeeld: “eigen foto, vrij te "
        "gebruiken” of “alleen op de website, tot eind 2027”.",
    )
    is_demo = models.BooleanField("voorbeeld", default=False, editable=False)

    admin_form_fields = (
        *Image.admin_form_fields[:2],
        "alt",
        "credit",
        "licence",
        # `alt` says it; a second description beside it would only make people guess.
        *(name for name in Image.admin_form_fields[2:] if name != "description"),
    )

    class Meta(AbstractImage.Meta):
        verbose_name = "beeld"
        verbose_name_plural = "beelden"
        permissions = [("choose_image", "Can choose image")]
        indexes = [models.Index(fields=["file"], name="picture_by_file")]

    def save(self, *args, **kwargs):
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
            self._set_image_file_metadata()
        elif self.file and self._state.adding and not self.file_hash:
            self._set_image_file_metadata()
        super().save(*args, **kwargs)
        self._forget_other_crops()

    def get_file_hash(self):
        """Also while the database cannot be written, where Wagtail's own would fail a page."""
        if self.file_hash == "":
            self._set_file_hash()
            row = type(self).objects.filter(pk=self.pk)
            faults.left_out(lambda: row.update(file_hash=self.file_hash))
        return self.file_hash

    def _forget_other_crops(self):
        """Delete renditions of an earlier focal point, which Wagtail would leave."""
        keys = {Filter(spec).get_cache_key(self) for spec in ("fill-1x1", "width-1")}
        if self.pk:
            self.renditions.exclude(focal_point_key__in=keys).delete()

    def get_upload_to(self, filename):
        """An unguessable name: knowing the address of a file is enough to see it."""
        ending = re.sub(r"[^a-z0-9.]", "", Path(filename).suffix.lower())
        return super().get_upload_to(f"{secrets.token_hex(16)}{ending}")

    def get_rendition(self, filter):
        made = super().get_rendition(filter)
        if made.pk is None:  # stands in for now, and is not to be remembered
            key = Rendition.construct_cache_key(self, made.focal_point_key, made.filter_spec)
            Rendition.cache_backend.delete(key)
        return made

    def generate_rendition_file(self, filter, *, source=None):
        """What cannot be drawn counts as a file that is away: the page goes without the picture."""
        try:
            source = pixels.as_shown(source or self._content())
            return super().generate_rendition_file(filter, source=source)
        except SourceImageIOError:
            raise
        except metadata.BROKEN as error:
            if faults.is_fault(error):
                raise
            logger.warning("Beeld %s is niet te tekenen", self.pk, exc_info=True)
            raise SourceImageIOError(str(error)) from error

    def _content(self) -> BytesIO:
        with self.open_file() as file:
            return BytesIO(file.read())

    def rendition_or_none(self, spec: str) -> "Rendition | None":
        """None when the file is away or cannot be drawn."""
        try:
            return self.get_rendition(spec)
        except SourceImageIOError:
            return None

    def create_rendition(self, filter):
        """Without a writable database, the nearest rendition that exists."""
        if not sqlite.is_reading():
            return super().create_rendition(filter)
        try:
            with sqlite.certainly():
                return super().create_rendition(filter)
        except (OSError, DatabaseError) as error:
            if not faults.is_fault(error):
                raise
            return self._stand_in(filter)

    def create_renditions(self, *filters):
        if sqlite.is_reading():  # one at a time, so that each file goes with its row
            return {filter: self.create_rendition(filter) for filter in filters}
        return super().create_renditions(*filters)

    def _stand_in(self, filter):
        ending = "webp" if "webp" in filter.spec else "jpeg"
        there = self.renditions.order_by("width")
        nearest = there.filter(filter_spec__contains=ending).last() or there.last()
        shown = Rendition(
            image=self, filter_spec=filter.spec, focal_point_key=filter.get_cache_key(self)
        )
        shown.file.name = nearest.file.name if nearest else "not-found"
        shown.width, shown.height = (nearest.width, nearest.height) if nearest else (0, 0)
        shown._from_cache = True  # not to be kept there
        return shown

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
        indexes = [models.Index(fields=["file"], name="rendition_by_file")]

    def save(self, *args, **kwargs):
        """A file without its row would be missed when it has to be deleted."""
        try:
            super().save(*args, **kwargs)
        except DatabaseError:
            if self._state.adding and self.file._committed:
                self.file.storage.delete(self.file.name)
            raise

    @property
    def url(self):
        return passes.written(super().url, self.file.name)
