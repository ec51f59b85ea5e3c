"""The week report and the figures as pages, also to print; the figures also as a CSV."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from brand.scoping import export
from brand.text import row_number
from leads.desk.filters import partners
from leads.desk.screens import DeskPage
from leads.reports import figures, week


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


class FiguresView(DeskPage):
    page_title = "Cijfers van de opvolging"
    header_icon = "history"
    template_name = "leads/reports/figures.html"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.request.GET.get("export") == "csv":
            return _as_csv(context["figures"])
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        return answer

    def _scope(self) -> figures.Scope:
        """What was asked; anything else is everything, of the usual period."""
        asked = self.request.GET
        number = row_number(asked.get("partner", ""))
        chosen = partners(self.request.user).filter(pk=number or 0)
        days = row_number(asked.get("dagen", ""))
        known = days if days in figures.PERIODS else figures.DEFAULT
        return figures.Scope(self.request.user, chosen.first(), known)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scope = self._scope()
        here = {"dagen": scope.days} | ({"partner": scope.partner.pk} if scope.partner else {})
        return super().get_context_data(**kwargs) | {
            "scope": scope,
            "period": figures.PERIODS[scope.days],
            "periods": figures.PERIODS.items(),
            "partners": partners(self.request.user).order_by("name"),
            "figures": figures.figures(scope),
            "csv": f"?{urlencode({**here, 'export': 'csv'})}",
        }


def _as_csv(found: list[figures.Figure]) -> HttpResponse:
    """Each row of each figure, for Excel as it is set up here."""
    answer = HttpResponse(
        export.BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="cijfers.csv"'},
    )
    writer = csv.writer(answer, delimiter=export.SEPARATOR)
    writer.writerow(["Vraag", "Wat", "Telt", "Aantal", "Aandeel in %", "Ook"])
    for figure in found:
        for row in figure.rows:
            said = [figure.question, row.label, figure.counts, row.number, row.share, row.more]
            writer.writerow([export.harmless(cell) for cell in said])
    return answer
