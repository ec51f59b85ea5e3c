"""What a contributor says about who is in the picture: a warning until somebody deals with it."""

import re

from django.db.models import QuerySet
from django.utils import timezone

from brand.words import folded
from stories.models.contributing import ContributionLink

BETWEEN = re.compile(r"[,;&+\n]|\b(?:en|et|and)\b", re.IGNORECASE)
MYSELF = {"ik", "ikzelf", "ik zelf", "mezelf", "me", "moi"}


def forget(story) -> int:
    """When a story is taken away."""
    return _about(story).update(who="", who_settled_at=None)


def settle(link: ContributionLink) -> None:
    """Somebody says that everybody in the picture was named and asked."""
    ContributionLink.objects.filter(pk=link.pk, who_settled_at=None).update(
        who_settled_at=timezone.now()
    )


def waiting(story) -> list[ContributionLink]:
    """The remarks about this version of a story that name somebody it does not."""
    if not story.pk:
        return []
    rows = _about(story).filter(who_settled_at=None).select_related("person")
    return [link for link in rows if not _all_named(link, story)]


def _about(story) -> QuerySet[ContributionLink]:
    return ContributionLink.objects.filter(story=story.pk).exclude(who="")


def _all_named(link: ContributionLink, story) -> bool:
    people = {row.person for row in story.portrayals.all() if row.person_id}
    parts = [part for part in map(folded, BETWEEN.split(link.who)) if part]
    for part in parts:
        found = _called(part, people, link)
        if found is None:
            return False
        people.remove(found)  # two of one name are two people
    return bool(parts)


def _called(part: str, people: set, link: ContributionLink):
    if part in MYSELF:
        return link.person if link.person in people else None
    said = set(part.split())
    return next((one for one in people if said <= set(folded(one.name).split())), None)
