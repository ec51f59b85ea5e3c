"""What handing in and reading add to Wagtail's back office."""

from wagtail.admin.action_menu import SubmitForModerationMenuItem, WorkflowMenuItem
from wagtail.models import WorkflowState
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from stories.models import StoryPage
from stories.review_screens import urlpatterns


class HandIn(SubmitForModerationMenuItem):
    """The one thing a writer does when the story is told."""

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page and page.pk else None
        refused = state and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        return {**context, "label": "Dien opnieuw in" if refused else "Dien in voor nalezing"}


def what_comes_first(items, request, context):
    """For who wrote it: hand it in. For who reads it: approve, or ask for a change."""
    if not _is_story(context):
        return
    items[:] = [
        HandIn(order=item.order) if type(item) is SubmitForModerationMenuItem else item
        for item in items
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


def review_addresses():
    return urlpatterns


# Our own mails say these things, in our own words (emails.py): nobody is told twice.
workflow_submitted.disconnect(
    sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification"
)
workflow_rejected.disconnect(
    sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification"
)
workflow_approved.disconnect(
    sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification"
)
