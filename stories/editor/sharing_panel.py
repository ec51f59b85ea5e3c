"""In the editor, below “Delen en plannen”: the way to the sharing kit, or when it will be there."""

from wagtail.admin.panels import Panel


def may_open(user, story) -> bool:
    """Cheap: whether to offer the way. The kit itself asks the rest."""
    return bool(story.pk) and story.live and user.has_perm("stories.add_use")


class SharingPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/editor/sharing_panel.html"

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "story": self.instance,
                "may_open": may_open(self.request.user, self.instance),
            }
