"""What a contributor says about who is in the picture: a warning until somebody deals with it."""

import re

from django.db.models import QuerySet
from django.utils import timezone

from brand.words import folded
from stories.models.contributing import ContributionLink
from stories.models.people import one_line

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


def unnamed(link: ContributionLink, story) -> list[str]:
    """The names in this remark of whom the story does not say that they are in it."""
    people = {row.person for row in story.portrayals.all() if row.person_id}
    left = []
    for name in filter(folded, BETWEEN.split(link.who)):
        found = _called(folded(name), people, link)
        if found is None:
            left.append(link.name if folded(name) in MYSELF else one_line(name))
        else:
            people.remove(found)  # two of one name are two people
    return left


def _all_named(link: ContributionLink, story) -> bool:
    return bool(folded(link.who)) and not unnamed(link, story)


def _called(part: str, people: set, link: ContributionLink):
    if part in MYSELF:
        return link.person if link.person in people else None
    said = set(part.split())
    return next((one for one in people if said <= set(folded(one.name).split())), None)
