"""The sizes of the pictures in stories, made by the worker as soon as a story may be seen.

Only of what visitors may see at this moment: what is withdrawn is not made again.
"""

from brand.media import renditions
from brand.models import Picture
from stories.models import StoryPage, StoryPicture


def prepare() -> int:
    shown = StoryPage.objects.shown()
    own = Picture.objects.filter(pk__in=shown.values("picture"))
    told = Picture.objects.filter(
        pk__in=StoryPicture.objects.filter(story__in=shown).values("picture")
    )
    return sum(
        renditions.prepare(renditions.lacking(pictures, *places)[: renditions.AT_ONCE], *places)
        for pictures, places in (
            (own, (renditions.CARD, renditions.STORY)),
            (told, (renditions.TEXT,)),
        )
    )
