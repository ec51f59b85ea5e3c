"""A contributor's remark about who is in the picture blocks publication until it is answered.

It is answered when all people it names stand in the story, or when a colleague gave a reason why
not. Where it was ticked that no person can be recognised, the answer counts only when another user
than the writer gave it, or when the picture was replaced.
"""

import re

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from brand.gating import Obstacle
from brand.text import folded, one_line
from stories.gate import four_eyes, recognition, sentences
from stories.models.contributions import ContributionLink

BETWEEN = re.compile(r"[,;&+\n]|\b(?:en|et|and)\b", re.IGNORECASE)
MYSELF = {"ik", "ikzelf", "ik zelf", "mezelf", "me", "moi"}
NOBODY = {"niemand", "niemand herkenbaar", "geen", "nvt", "n v t", "personne", "nobody"}
SAID = "Op de foto staan volgens {name}: {who}. Noem wie erin staat en vraag toestemming."
TICKED = (
    "Op de foto staan volgens {name}: {who}. Dan kan “niemand herkenbaar” niet, tenzij iemand "
    "anders dan de schrijver hierop antwoordt."
)
REMEDY = "Antwoord hierop."


def forget(story) -> int:
    """When a story is taken away."""
    return _about(story).update(who="", who_file="", who_settled_at=None, who_answer="")


def settle(link: ContributionLink, answer: str, by=None) -> None:
    """Record why people named in the remark are not in the story."""
    ContributionLink.objects.filter(pk=link.pk).update(
        who_settled_at=timezone.now(), who_settled_by=by, who_answer=answer
    )


def waiting(story) -> list[ContributionLink]:
    """Unanswered remarks about this version of a story."""
    if not story.pk:
        return []
    rows = _about(story).select_related("person", "who_settled_by").order_by("asked_at", "pk")
    return [link for link in rows if not _all_named(link, story) and not _answered(link, story)]


def obstacles(story) -> list[Obstacle]:
    """Why this story may not appear yet."""
    words = TICKED if _is_ticked(story) else SAID
    return [
        Obstacle(
            words.format(name=link.name, who=link.who),
            reverse("contribution_who", args=[link.pk]),
            REMEDY,
        )
        for link in waiting(story)
    ]


def _about(story) -> QuerySet[ContributionLink]:
    return ContributionLink.objects.filter(story=story.pk).exclude(who="")


def _is_ticked(story) -> bool:
    """Whether no person can be recognised, according to the tick on the story or on a picture."""
    return bool(recognition.ticks(story))


def _answered(link: ContributionLink, story) -> bool:
    if link.who_settled_at is None:
        return False
    if not _is_ticked(story) or _is_another_picture(link, story):
        return True
    by = link.who_settled_by
    return bool(by and by.pk not in four_eyes.authors(story))


def _is_another_picture(link: ContributionLink, story) -> bool:
    """Where we do not know which picture it was said of, it may be this one."""
    shown = {picture.get_file_hash() for picture in sentences.every_picture(story)}
    return bool(link.who_file) and link.who_file not in shown


def unnamed(link: ContributionLink, story) -> list[str]:
    """Names in this remark that the story does not list."""
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
    if folded(link.who) in NOBODY:
        return True
    return bool(folded(link.who)) and not unnamed(link, story)


def _called(part: str, people: set, link: ContributionLink):
    if part in MYSELF:
        return link.person if link.person in people else None
    said = set(part.split())
    return next((one for one in people if said <= set(folded(one.name).split())), None)
