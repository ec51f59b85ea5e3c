"""The sizes of the pictures in stories, made by the worker as soon as a story may be seen.

Only of what visitors may see at this moment: what is withdrawn is not made again.
"""

from brand import sizes
from brand.models import Picture
from stories.models import StoryPage, StoryPicture


def prepare() -> int:
    shown = StoryPage.objects.shown()
    own = Picture.objects.filter(pk__in=shown.values("picture"))
    told = Picture.objects.filter(
        pk__in=StoryPicture.objects.filter(story__in=shown).values("picture")
    )
    return sum(
        sizes.prepare(sizes.lacking(pictures, *places)[: sizes.AT_ONCE], *places)
        for pictures, places in ((own, (sizes.CARD, sizes.STORY)), (told, (sizes.TEXT,)))
    )
