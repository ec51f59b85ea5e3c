"""What handing in and reading add to Wagtail's back office."""

from wagtail import hooks
from wagtail.admin.action_menu import (
    CancelWorkflowMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from stories.desk import dashboard as dashboard_screens
from stories.editor import hints
from stories.models import StoryPage
from stories.newsletter import selection
from stories.review import screens as review_screens

WAGTAILS = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


class HandIn(SubmitForModerationMenuItem):
    """The one thing a writer does when the story is told."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page and page.pk else None
        refused = state and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return {**context, "label": "Dien opnieuw in" if refused else "Dien in voor nalezing"}


class CancelReview(CancelWorkflowMenuItem):
    """The user who handed it in takes it back to change it."""

    label = "Trek terug en pas aan"
    icon_name = "arrow-left"


OURS = {SubmitForModerationMenuItem: HandIn, CancelWorkflowMenuItem: CancelReview}


@hooks.register("construct_page_action_menu")
def order_menu_items(items, request, context):
    """For writers: hand it in. For reviewers: approve, or ask for a change."""
    if not _is_story(context):
        return
    items[:] = [
        OURS[type(item)](order=item.order) if type(item) in OURS else item for item in items
    ]
    for item in items:
        if isinstance(item, WorkflowMenuItem) and item.name == "approve":
            item.label = "Keur goed"
    items.sort(key=lambda item: not isinstance(item, HandIn | WorkflowMenuItem))


def _is_story(context) -> bool:
    if page := context.get("page"):
        return isinstance(page, StoryPage)
    parent = context.get("parent_page")
    return bool(parent) and StoryPage in parent.specific_class.creatable_subpage_models()


@hooks.register("register_admin_urls")
def addresses():
    _one_mail_is_enough()  # Wagtail connects its own after the hooks were read, before this
    screens = (dashboard_screens, review_screens, hints, selection)
    return [pattern for screen in screens for pattern in screen.urlpatterns]


@hooks.register("construct_homepage_panels")
def dashboard(request, panels):
    """Our own lists take the place of Wagtail's about the same."""
    if dashboard_screens.works_on_stories(request.user):
        panels[:] = [panel for panel in panels if not isinstance(panel, WAGTAILS)]
        panels.insert(0, dashboard_screens.StoriesPanel())


def _one_mail_is_enough() -> None:
    """Our own mails say these things in our own words (emails.py): Wagtail's stay away."""
    for signal, name in (
        (workflow_submitted, "submitted"),
        (workflow_rejected, "rejected"),
        (workflow_approved, "approved"),
    ):
        known_as = f"workflow_state_{name}_email_notification"
        signal.disconnect(sender=WorkflowState, dispatch_uid=known_as)
