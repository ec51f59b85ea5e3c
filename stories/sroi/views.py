"""The numbers of an edition as a file."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from brand.pages.kinds import live_of
from brand.scoping.export import BYTE_ORDER_MARK, SEPARATOR, harmless
from stories.models import ImpactPage, SroiEdition
from stories.models.sroi import FactorKind
from stories.sroi import page, sheet
from stories.sroi.sheet import CASES

COLUMNS = [
    "soort regel", "regel", "partij", "jaren", "factor", "voorzichtig", "midden", "ruim", "bron",
    "bron van", "ingevuld door",
]  # fmt: skip
RESULTS = ["uitkomst", "inzet of kosten", "waarde of opbrengst", "verschil", "verhouding"]


@require_safe
def as_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Every factor with its origin, and below it what came of it, to the cent."""
    if not live_of(ImpactPage).public().exists():
        raise Http404
    shown = SroiEdition.objects.of(slug, number)
    if shown is None:
        raise Http404
    file = StringIO()
    writer = csv.writer(file, delimiter=SEPARATOR)
    for line in _lines(shown):
        writer.writerow([harmless(cell) for cell in line])
    text = BYTE_ORDER_MARK + file.getvalue()
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-versie-{number}.csv"'
    response["Cache-Control"] = "public, no-cache"
    return response


def _lines(shown: SroiEdition) -> Iterator[list[str]]:
    of = sheet.from_json(shown.sheet)
    yield COLUMNS
    for line, factor in of.factors():
        dated = factor.source_date.isoformat() if factor.source_date else ""
        yield [
            *(
                [line.role.label, line.name, line.party.label, str(line.years)]
                if line
                else [""] * 4
            ),
            FactorKind(factor.kind).label,
            *(_plain(factor.value(case)) for case in CASES),
            *(factor.source, dated, factor.author),
        ]
    yield []
    yield RESULTS
    for one in shown.results["cases"]:
        names = ("put_in", "gained", "net", "ratio")
        yield [page.case_word(one["case"]), *(_comma(one[name]) for name in names)]


def _plain(value: Any) -> str:
    return "" if value is None else _comma(f"{value.normalize():f}")


def _comma(text: str | None) -> str:
    return (text or "").replace(".", ",")
