"""Four eyes: users do not publish their own stories, by any route.

A story is a user's own when they own it, handed it in, or saved any version of it since it was
last published. All other users who work on stories at the same partner may approve it, and so may
the federation. The permission to publish is not needed: approving publishes exactly the approved
version, whatever was written afterwards.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.models import (
    AbstractPage,
    Page,
    PageLogEntry,
    PagePermissionTester,
    Revision,
    TaskState,
    WorkflowState,
    get_default_page_content_type,
)

from brand import scoping
from brand.models import Membership, Role, User
from stories.gate import consent

REVIEWERS = (Role.MARKETEER, Role.BEHEERDER)
SOMEONE_ELSE = consent.Missing(
    "Jij schreef of wijzigde dit verhaal. Iemand anders moet dit nalezen."
)
NOT_APPROVED = consent.Missing("Niemand anders keurde deze versie goed.")
HAND_IT_IN = consent.Missing("Je wijziging is bewaard. Dien ze in: iemand anders leest ze na.")
NO_REASON = consent.Missing("Schrijf wat er moet veranderen: zonder reden gaat niets terug.")


# Whose story is it -----------------------------------------------------------------------------


def authors(story) -> set[int]:
    return authors_of([story.pk]).get(story.pk, set())


def authors_of(pks: Iterable[int]) -> dict[int, set[int]]:
    """Per story: who owns it, handed it in, or wrote at it since it was last published."""
    pks = list(pks)
    pages = {
        row["pk"]: row
        for row in Page.objects.filter(pk__in=pks).values(
            "pk", "owner", "live_revision", "last_published_at"
        )
    }
    found = {pk: {row["owner"]} for pk, row in pages.items()}
    about = {
        "base_content_type": get_default_page_content_type(),
        "object_id__in": [str(pk) for pk in pages],
    }
    asked = WorkflowState.objects.active().filter(**about)
    for pk, user in asked.values_list("object_id", "requested_by"):
        found[int(pk)].add(user)
    written = Revision.objects.filter(**about).values_list("object_id", "pk", "user", "created_at")
    for pk, revision, user, at in written:
        if _is_newer(revision, at, pages[int(pk)]):
            found[int(pk)].add(user)
    return {pk: users - {None} for pk, users in found.items()}


def _is_newer(revision: int, at, page: dict) -> bool:
    """Whether this version is newer than what is live, also when the live one was edited since."""
    live = page["live_revision"]
    if live is None or revision > live:
        return True
    return revision == live and bool(page["last_published_at"]) and at > page["last_published_at"]


def partner_of(page) -> int | None:
    """The partner whose story this page is; None for a page of another kind."""
    return getattr(page.specific, "section_organisation_id", None)


def reviews_for_partner(user, story) -> bool:
    """Whether this user reviews what the partner of this story hands in."""
    return scoping.may(user, "stories.write", partner_of(story))


def may_review(user, story) -> bool:
    return reviews_for_partner(user, story) and user.pk not in authors(story)


# Who reads it ----------------------------------------------------------------------------------


def reviewers(story) -> QuerySet[User]:
    """Colleagues who may approve it; where there is none, the federation."""
    colleagues = _workers(story, *REVIEWERS)
    return colleagues if colleagues.exists() else federation(story)


def administrators(story) -> QuerySet[User]:
    return _workers(story, Role.BEHEERDER)


def federation(story) -> QuerySet[User]:
    everybody = User.objects.filter(is_active=True).exclude(pk__in=authors(story))
    held = Membership.objects.filter(organisation__is_federation=True, role__in=REVIEWERS)
    house = everybody.filter(pk__in=held.people())
    return house if house.exists() else everybody.filter(is_superuser=True)


def _workers(story, *roles: str) -> QuerySet[User]:
    held = Membership.objects.filter(organisation=partner_of(story), role__in=roles)
    colleagues = User.objects.filter(is_active=True, pk__in=held.people())
    return colleagues.exclude(pk__in=authors(story))


# What a road to publishing asks ----------------------------------------------------------------


class StoryTester(PagePermissionTester):
    """Wagtail's own permission tests for a story, without publishing one's own."""

    def can_publish(self):
        return super().can_publish() and self.user.pk not in authors(self.page)

    def can_unschedule(self):
        return super().can_publish()  # taking a plan back shows nothing

    def can_set_view_restrictions(self):
        return super().can_publish()


class SectionTester(PagePermissionTester):
    """What is made here is always the maker's own: it is never published in one go."""

    def can_publish_subpage(self):
        return False


def publish_approved(workflow_state: WorkflowState, user=None) -> None:
    """Wagtail's last step of a workflow: publish the version that was approved, and no other."""
    page = workflow_state.content_object
    approved = workflow_state.current_task_state
    if not isinstance(page, AbstractPage) or partner_of(page) is None:
        revision = approved.revision if approved else page.get_latest_revision()
        revision.publish(user=user)
        return
    if approved is None or approved.status != TaskState.STATUS_APPROVED:
        raise consent.PublicationRefused(page.specific, [NOT_APPROVED])
    # The workflow is over by now, so who handed it in is asked of its own row.
    if approved.finished_by_id in {*authors(page), workflow_state.requested_by_id, None}:
        raise consent.PublicationRefused(page.specific, [SOMEONE_ELSE])
    approved.revision.publish(user=user, skip_permission_checks=True)


# What was read stays as it was read ---------------------------------------------------------------


def was_approved(revision: Revision) -> bool:
    """Whether exactly this text was approved; later edits do not count."""
    states = TaskState.objects.filter(revision=revision).exclude(status=TaskState.STATUS_CANCELLED)
    last = states.select_related("workflow_state").order_by("-started_at", "-pk").first()
    return (
        last is not None
        and last.status == TaskState.STATUS_APPROVED
        and last.workflow_state.status == WorkflowState.STATUS_APPROVED
        and last.finished_at is not None
        and last.finished_at >= revision.created_at
    )


def was_shown(revision: Revision) -> bool:
    """Whether these very words were published."""
    published = PageLogEntry.objects.filter(revision=revision, action="wagtail.publish")
    return published.filter(timestamp__gte=revision.created_at).exists()


def is_text_locked(revision: Revision) -> bool:
    """Whether this version was under review, scheduled or published: its text must stay."""
    return (
        revision.approved_go_live_at is not None
        or TaskState.objects.filter(revision=revision).exists()
        or Page.objects.filter(live_revision=revision).exists()
        or PageLogEntry.objects.filter(revision=revision, action="wagtail.publish").exists()
    )


VOLATILE = {"latest_revision", "live_revision", "last_published_at", "draft_title", "comments"}
VOLATILE |= {"latest_revision_created_at", "has_unpublished_changes", "live"}


def has_new_text(story) -> bool:
    """Whether the newest version says something else than the one before it."""
    newest = [
        {name: value for name, value in revision.content.items() if name not in VOLATILE}
        for revision in story.revisions.order_by("-created_at", "-pk")[:2]
    ]
    return len(newest) < 2 or newest[0] != newest[1]
