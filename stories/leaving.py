"""Stories when a person or a whole partner leaves; see brand/people/departure.py."""

from django.db.models import Q
from wagtail.models import Page, WorkflowState

from brand import scoping
from brand.people.departure import Share
from stories.models import StoryPage


def count(user, organisation):
    reviews = _in_review(organisation).exclude(requested_by=user)
    reads = scoping.organisation_ids(user, "stories.write")
    return [
        Share(_drafts(user, organisation).count(), "concept", "concepten"),
        Share(
            reviews.count() if organisation.pk in reads else 0,
            "verhaal dat op nalezen wacht",
            "verhalen die op nalezen wachten",
        ),
    ]


def pass_on(user, organisation, to, by):
    """Drafts and what was sent for review; who wrote what is live stays as it was."""
    _in_review(organisation).filter(requested_by=user).update(requested_by=to)
    drafts = list(_drafts(user, organisation).values_list("pk", flat=True))
    Page.objects.filter(pk__in=drafts).update(owner=to)


def count_all(organisation):
    stories = StoryPage.objects.filter(section_organisation=organisation)
    live = stories.filter(live=True).count()
    return [
        Share(live, "verhaal op de site", "verhalen op de site"),
        Share(stories.filter(live=False).count(), "concept dat blijft", "concepten die blijven"),
    ]


def hand_back(organisation, federation, by, take_down):
    """Stories stay on the site unless the federation asked to take them off."""
    if not take_down:
        return
    for story in StoryPage.objects.filter(section_organisation=organisation, live=True):
        story.unpublish(user=by)


def _drafts(user, organisation):
    unfinished = Q(live=False) | Q(has_unpublished_changes=True)
    return StoryPage.objects.filter(unfinished, section_organisation=organisation, owner=user)


def _in_review(organisation):
    own = StoryPage.objects.filter(section_organisation=organisation).values_list("pk", flat=True)
    return WorkflowState.objects.active().filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        object_id__in=[str(pk) for pk in own],
    )
