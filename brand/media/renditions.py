"""The sizes in which a picture is shown, and making them in advance.

A page that has to make its pictures first is slow for the first visitor. The worker makes them;
a page that is asked for sooner still makes its own. Each place has WebP, and a file that every
browser reads; the templates name the same sizes.
"""

import logging
from collections.abc import Iterable

from django.db.models import Count, IntegerField, Q
from wagtail.images.models import Filter, SourceImageIOError

from brand import gating
from brand.models import BrandKit, HomePage, Organisation, Picture, Rendition
from brand.queries.prepared import in_parts, prepared

logger = logging.getLogger(__name__)

HERO = CARD = "format-{webp,jpeg} fill-{560x420,1120x840}"
STORY = "format-{webp,jpeg} fill-{640x480,1280x960}"
TEXT = "format-{webp,jpeg} width-{720,1408}"
LOGO = "format-{webp,png} max-{240x120,480x240}"
SHARED = "fill-1200x630 format-jpeg"
AT_ONCE = 40  # pictures in one run; the next run goes on
PICTURES = [f"picture_{number}" for number in range(12)]  # on a page of cards


def specs(*places: str) -> list[str]:
    return [spec for place in dict.fromkeys(places) for spec in Filter.expand_spec(place)]


def lacking(pictures, *places: str):
    """Those of which a size is still to be made."""
    wanted = specs(*places)
    made = Count("renditions", filter=Q(renditions__filter_spec__in=wanted), distinct=True)
    return pictures.annotate(made=made).filter(made__lt=len(wanted))


def prepare(pictures: Iterable[Picture], *places: str) -> int:
    """Make what is lacking; a file that cannot be read is noted and passed over.

    What may not be seen now is not made either.
    """
    pictures = list(pictures)
    gone = gating.withheld(pictures)
    return sum(_make(one, specs(*places)) for one in pictures if one.pk not in gone)


def _make(picture: Picture, wanted: list[str]) -> bool:
    try:
        picture.get_renditions(*wanted)
    except (SourceImageIOError, OSError, ValueError):
        logger.warning("Beeld %s is niet te lezen", picture.pk, exc_info=True)
        return False
    return True


def prepare_own() -> int:
    """The brand's own: the opening of the home page, logos, the picture for shared links."""
    return sum(
        prepare(lacking(Picture.objects.filter(pk__in=shown), *places)[:AT_ONCE], *places)
        for shown, places in (
            (HomePage.objects.live().values("hero_picture"), (HERO, SHARED)),
            (Organisation.objects.partners().values("logo"), (LOGO,)),
            (BrandKit.objects.values("social_image"), (SHARED,)),
        )
    )


def read_along(rows: list) -> list:
    """These rows, each `picture` with the sizes that are made: one query for all of them."""
    pictures = {row.picture_id: [] for row in rows if row.picture_id}
    for numbers in in_parts(list(pictures), PICTURES, 0):
        for one in _made_of(**numbers):
            pictures[one.image_id].append(one)
    for row in rows:
        if row.picture_id:
            row.picture.prefetched_renditions = pictures[row.picture_id]
            for one in pictures[row.picture_id]:
                one.image = row.picture
    return rows


@prepared(**{name: IntegerField() for name in PICTURES})
def _made_of(**numbers):
    return Rendition.objects.filter(image__id__in=numbers.values())
