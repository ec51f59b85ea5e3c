"""Where a reviewed picture is used: approved pictures do not change.

A picture's file and alternative text belong to no version of a story: a change shows at once in
every story with it. So they are locked while a story needs them.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Revision, TaskState, WorkflowState

from brand import gating, scoping
from stories.gate import four_eyes
from stories.models import StoryPage

MAY = "stories.reword_picture"
FILE = (
    "Deze afbeelding staat in een verhaal dat online is of nagelezen wordt. "
    "Voeg de nieuwe foto toe als een nieuwe afbeelding."
)
WORDS = (
    "Deze afbeelding staat in een verhaal dat online is of nagelezen wordt. Vraag aan een "
    "beheerder die dat verhaal niet schreef, of aan de federatie, om deze woorden te wijzigen."
)


def stories_with(picture) -> list[StoryPage]:
    """Stories that are online, handed in, planned or approved, and show this picture."""
    shown = Q(picture=picture) | Q(text_pictures__picture=picture)
    read = {
        int(revision.object_id)
        for revision in _being_read()
        if picture.pk in {one.pk for one in gating.pictures_of(revision.as_object())}
    }
    return list(StoryPage.objects.filter(Q(shown, live=True) | Q(pk__in=read)).distinct())


def _being_read() -> QuerySet[Revision]:
    """Versions under review, or waiting to appear."""
    asked = WorkflowState.objects.active().values("current_task_state__revision")
    approved = TaskState.objects.filter(status=TaskState.STATUS_APPROVED).values("revision")
    newest = StoryPage.objects.not_live().values("latest_revision")
    return Revision.page_revisions.filter(
        Q(pk__in=asked)
        | Q(approved_go_live_at__isnull=False)
        | Q(pk__in=approved) & Q(pk__in=newest),
        content_type=ContentType.objects.get_for_model(StoryPage),
    )


def may_reword(picture, user) -> bool:
    """Whether others than its writer answer for the words, in each of these stories."""
    stories = stories_with(picture)
    if not stories:
        return True
    authors = four_eyes.authors_of(story.pk for story in stories)
    return user is not None and all(
        user.pk not in authors[story.pk] and _answers_for(user, story) for story in stories
    )


def _answers_for(user, story: StoryPage) -> bool:
    house = user.is_active and scoping.is_everywhere(user, "stories.write")
    return house or scoping.may(user, MAY, story.section_organisation_id)
