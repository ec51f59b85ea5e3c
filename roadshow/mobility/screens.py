"""Back office: which stops were hard to reach, and how one gets there; also as a CSV."""

import csv
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.permission_policies import ModelPermissionPolicy

from brand.scoping import export
from roadshow.mobility import reach
from roadshow.models import Registration, StopPage

PERIODS = {12: "12 maanden", 36: "3 jaar"}
DEFAULT = 12


class ReachView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Of one's own stops; signals are nobody's data, and all of them count."""

    page_title = "Wie kon niet komen?"
    header_icon = "site"
    template_name = "roadshow/mobility/reach.html"
    permission_policy = ModelPermissionPolicy(Registration)
    permission_required = "view"

    def get_breadcrumbs_items(self):
        stops = {"url": reverse("haltes:index"), "label": "Haltes"}
        return [*self.breadcrumbs_items, stops, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("maanden", "")
        months = {str(number): number for number in PERIODS}.get(asked, DEFAULT)
        user = self.request.user
        towns = reach.municipalities(user, months)
        return super().get_context_data(**kwargs) | {
            "months": months,
            "periods": PERIODS.items(),
            "rows": reach.stops(user, months),
            "planned": set(StopPage.objects.planned_by(user).values_list("pk", flat=True)),
            "towns": towns,
            "provinces": reach.provinces(towns),
            "csv": f"?{urlencode({'maanden': months, 'export': 'csv'})}",
        }

    def render_to_response(self, context, **kwargs):
        if self.request.GET.get("export") == "csv":
            return _as_csv(context["rows"])
        return super().render_to_response(context, **kwargs)


HEADINGS = [
    *("Halte", "Dag", "Gemeente", "Provincie", "Kwam niet", "Zei waarom", "Door vervoer"),
    *("Station", "Openbaar vervoer"),
]


def _as_csv(rows: list[reach.StopRow]) -> HttpResponse:
    answer = HttpResponse(
        export.BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="wie-kon-niet-komen.csv"'},
    )
    writer = csv.writer(answer, delimiter=export.SEPARATOR)
    writer.writerow(HEADINGS)
    for row in rows:
        town = row.stop.venue.municipality
        said = [row.stop.title, row.stop.day, town.name, town.get_province_display()]
        said += [row.away, row.answered, row.transport, row.station, row.public_transport]
        writer.writerow([export.harmless(cell) for cell in said])
    return answer
