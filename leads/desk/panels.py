"""Vandaag on the home page of the back office."""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.urls import reverse
from wagtail.admin.ui.components import Component

from leads.desk.screens import today_context


class TodayPanel(Component):
    name = "today"
    template_name = "leads/components/today_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        user = parent_context["request"].user
        here = reverse("wagtailadmin_home")
        context = today_context(user, whole_team=False, here=here)
        return context | {
            "csrf_token": parent_context["csrf_token"],
            "request": parent_context["request"],
        }

    @property
    def media(self) -> Media:
        return Media(css={"all": ["leads/desk.css"]}, js=["leads/swap.js", "leads/placement.js"])
