"""Who may read a file: the rows say so, at every request.

A file without a row cannot be read. So a folder of uploads that is put back from a backup shows
nothing that was taken away since.
"""

from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex
from wagtail.users.models import UserProfile

from brand import gating
from brand.media import passes
from brand.models import BrandKit, Organisation, Picture
from brand.models.images import Rendition
from brand.scoping.readable import readable_files

REMEMBERED = 10  # seconds


class Reading(NamedTuple):
    """Whether a file may be read, and whether by every visitor."""

    is_public: bool


def of_name(name: str, user, passed: str = "") -> Reading | None:
    """For the file of this name in the store, None when this user may not know of it."""
    if rendition := Rendition.objects.select_related("image").filter(file=name).first():
        return _of_rendition(rendition, user, passed)
    if picture := Picture.objects.filter(file=name).first():
        return _for_colleagues(picture, user)
    if BrandKit.objects.filter(Q(logo=name) | Q(logo_dark=name)).exists():
        return Reading(is_public=True)
    if UserProfile.objects.filter(avatar=name).exists() and _is_colleague(user):
        return Reading(is_public=False)
    return None  # also documents: they are read at an address of their own


def _of_rendition(rendition: Rendition, user, passed: str) -> Reading | None:
    if was_just_published(rendition.image):
        return Reading(is_public=True)
    if passes.opens(passed, rendition.file.name):
        return Reading(is_public=False)
    return _for_colleagues(rendition.image, user)


def _for_colleagues(file, user) -> Reading | None:
    return Reading(is_public=False) if may_read(file, user) else None


def may_read(file, user) -> bool:
    """Whether a signed-in user has a right on this picture or document."""
    return _is_colleague(user) and readable_files(type(file), user).filter(pk=file.pk).exists()


def _is_colleague(user) -> bool:
    return user.is_authenticated and user.has_perm("wagtailadmin.access_admin")


def was_just_published(picture) -> bool:
    """The same, asked anew every few seconds: a page of pictures asks it many times.

    What a withdrawal takes has no row any more, and is gone at once.
    """
    key = f"published:{picture.file.name}"
    if cache.get(key):
        return True
    published = is_published(picture)
    if published:
        cache.set(key, True, REMEMBERED)
    return published


def is_published(file) -> bool:
    """Whether visitors may see this picture or document somewhere at this moment."""
    if isinstance(file, get_image_model()):
        return (is_of_the_brand(file) or bool(public_pages_with(file))) and gating.shown(
            file
        ) is not None
    is_document = isinstance(file, get_document_model())
    return is_document and bool(public_pages_with(file)) and not gating.withheld_documents([file])


def is_of_the_brand(picture: Picture) -> bool:
    """A logo, or the picture that goes along where a page is shared."""
    return (
        Organisation.objects.filter(logo=picture).exists()
        or BrandKit.objects.filter(social_image=picture).exists()
    )


def pages_with(file) -> set[int]:
    """The numbers of the pages, live or not, on which this picture or document stands."""
    rows = ReferenceIndex.get_references_to(file)
    rows = rows.filter(base_content_type=ReferenceIndex._get_base_content_type(Page))
    return {int(pk) for pk in rows.values_list("object_id", flat=True)}


def public_pages_with(file) -> set[int]:
    """Those that visitors can open now, whether or not this file itself is held back."""
    numbers = pages_with(file)
    if not numbers:
        return numbers
    live = Page.objects.filter(pk__in=numbers).live().public()
    return gating.seen(set(live.values_list("pk", flat=True)))
