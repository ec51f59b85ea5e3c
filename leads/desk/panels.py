"""Vandaag on the home page of the back office."""

from django.forms import Media
from django.urls import reverse
from wagtail.admin.ui.components import Component

from leads.desk.screens import today_context


class TodayPanel(Component):
    name = "today"
    template_name = "leads/components/today_panel.html"
    order = 50

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        here = reverse("wagtailadmin_home")
        context = today_context(user, whole_team=False, here=here)
        return context | {
            "csrf_token": parent_context["csrf_token"],
            "request": parent_context["request"],
        }

    @property
    def media(self):
        return Media(css={"all": ["leads/desk.css"]})
