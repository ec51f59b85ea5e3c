"""What the federation's start screen says of support that has to be looked over."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permissions import policy_registry

from brand.models import User
from leads.measures import recording, reminders
from leads.models import SupportMeasure

MOST_NAMED = 5


def keeps_measures(user: User) -> bool:
    return policy_registry.get_by_type(SupportMeasure).user_has_permission(user, "change")


class MeasuresPanel(Component):
    name = "measures"
    template_name = "leads/measures/panel.html"
    order = 320

    def __init__(self) -> None:
        day = timezone.localdate()
        self.measures = reminders.due()
        self.count = sum(rows.count() for rows in recording.past_check(day))
        self.never = recording.never_looked_over(day)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "measures": self.measures[:MOST_NAMED],
            "more": len(self.measures) - MOST_NAMED,
            "count": self.count,
            "never": self.never,
        }
