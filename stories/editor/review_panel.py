"""At the top of the editor: what the reviewer asked, or that a review is going on."""

from wagtail.admin.panels import Panel
from wagtail.models import WorkflowState

from stories.gate import four_eyes, licence


class LicencePanel(Panel):
    """Only where the partner may not publish now."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/editor/licence_panel.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.words = licence.ended(self.instance.organisation)

        def is_shown(self):
            return super().is_shown() and bool(self.words)

        def get_context_data(self, parent_context=None):
            return {**super().get_context_data(parent_context), "words": self.words}


class ReadingPanel(Panel):
    """Only where a story was handed in; the answer stands where the writer begins."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/review/reading_panel.html"

        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            story = self.instance
            self.workflow = story.current_workflow_state if story.pk else None

        def is_shown(self):
            return super().is_shown() and bool(self.workflow and self.workflow.current_task_state)

        def get_context_data(self, parent_context=None):
            state = self.workflow.current_task_state
            refused = self.workflow.status == WorkflowState.STATUS_NEEDS_CHANGES
            return {
                **super().get_context_data(parent_context),
                "story": self.instance,
                "state": state,
                "refused": refused,
                "may_take_back": self.workflow.user_can_cancel(self.request.user),
                "may_review": not refused
                and four_eyes.may_review(self.request.user, self.instance),
            }
