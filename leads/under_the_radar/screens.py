"""Back office: every signal of the past months, counted per municipality; also as a CSV."""

import csv
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone

from brand.models import Municipality, Province
from brand.privacy.retention import months_before
from brand.scoping import export
from leads.desk.screens import DeskPage
from leads.models import Obstacle, ObstacleSignal
from leads.models.obstacles import first_of_month, this_month
from leads.under_the_radar import published

PERIODS = {3: "3 maanden", 12: "12 maanden", 36: "3 jaar"}
DEFAULT = 12


class Row(NamedTuple):
    municipality: Municipality
    numbers: list[int]  # of each obstacle, in the order of the list

    @property
    def total(self) -> int:
        return sum(self.numbers)


class RadarView(DeskPage):
    """Nobody's data, so whoever works at the desk reads them all, small numbers too."""

    page_title = "Onder de radar"
    header_icon = "view"
    template_name = "leads/under_the_radar/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        months = {str(number): number for number in PERIODS}.get(asked.get("maanden", ""), DEFAULT)
        province = asked.get("provincie", "")
        province = province if province in Province.values else ""
        rows = counted(months, province)
        return super().get_context_data(**kwargs) | {
            "months": months,
            "period": PERIODS[months],
            "periods": PERIODS.items(),
            "province": province,
            "provinces": Province.choices,
            "rows": rows,
            "obstacles": Obstacle.choices,
            "totals": list(map(sum, zip(*(row.numbers for row in rows), strict=True))),
            "total": sum(row.total for row in rows),
            "stand": published.stand(),
            "csv": f"?{urlencode({'maanden': months, 'provincie': province, 'export': 'csv'})}",
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.request.GET.get("export") == "csv":
            return _as_csv(context["rows"])
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        return answer


def counted(months: int, province: str) -> list[Row]:
    """Of so many months, this one included; the municipality with most signals first."""
    first = first_of_month(months_before(timezone.localtime(), months - 1).date())
    signals = ObstacleSignal.objects.between(first, this_month())
    if province:
        signals = signals.filter(municipality__province=province)
    numbers = {(one["municipality"], one["obstacle"]): one["number"] for one in signals.counted()}
    towns = Municipality.objects.in_bulk({town for town, _ in numbers})
    rows = [
        Row(town, [numbers.get((pk, str(one)), 0) for one in Obstacle])
        for pk, town in towns.items()
    ]
    return sorted(rows, key=lambda row: (-row.total, row.municipality.name, row.municipality.pk))


def _as_csv(rows: list[Row]) -> HttpResponse:
    answer = HttpResponse(
        export.BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="signalen.csv"'},
    )
    writer = csv.writer(answer, delimiter=export.SEPARATOR)
    writer.writerow(["Gemeente", "NIS-code", "Provincie", *Obstacle.labels, "Samen"])
    for row in rows:
        town = row.municipality
        said = [town.name, town.nis, town.get_province_display(), *row.numbers, row.total]
        writer.writerow([export.harmless(cell) for cell in said])
    return answer
