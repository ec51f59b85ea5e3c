"""The week report as a page, also to print."""

from typing import Any

from django.urls import reverse

from leads.desk.screens import DeskPage
from leads.reports import week


class WeekView(DeskPage):
    page_title = "Weekrapport"
    header_icon = "calendar-alt"
    template_name = "leads/reports/week.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = week.Week.read(self.request.GET.get("week", ""))
        return super().get_context_data(**kwargs) | {
            "week": asked,
            "sections": week.sections(self.request.user, asked),
            "before": _url(asked.before),
            "after": _url(asked.after) if asked.after else "",
        }


def _url(asked: week.Week) -> str:
    return f"{reverse('today:week')}?week={asked.key}"
