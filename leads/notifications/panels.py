"""The choices of notices on the account page of who works with leads."""

from wagtail.admin.views.account import BaseSettingsPanel

from brand import scoping
from leads.notifications import choices
from leads.notifications.forms import NotificationForm


class NotificationPanel(BaseSettingsPanel):
    name = "berichten"
    title = "Berichten over dossiers"
    order = 350
    form_class = NotificationForm

    def is_active(self) -> bool:
        return scoping.may_somewhere(self.user, choices.RIGHT)
