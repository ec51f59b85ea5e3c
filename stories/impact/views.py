"""The published figures as data, at an address that stays: `/impact/cijfers.csv` and `.json`."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from brand.api.responses import fingerprinted
from brand.pages.kinds import live_of
from brand.pages.schema_org import full
from brand.scoping.export import BYTE_ORDER_MARK, SEPARATOR, harmless
from stories.impact import page
from stories.models import ImpactPage
from stories.models.indicators import Layer

COLUMNS = [
    "jaar", "laag", "indicator", "uitsplitsing", "rij", "provincie", "getal", "verborgen",
    "eenheid", "antwoordden", "gevraagd", "onbekend", "formuleversie", "stand", "voorbeeld",
]  # fmt: skip
NOTE = (
    "Getallen onder 5 zijn verborgen, en ook wat daaruit te berekenen zou zijn. Lagen zijn niet "
    "op te tellen. Geen causaal bewijs."
)


@require_safe
def as_csv(request):
    """One line a number; where it is withheld the number is empty and `verborgen` says ja."""
    _is_open()
    file = StringIO()
    writer = csv.writer(file, delimiter=SEPARATOR)
    writer.writerow(COLUMNS)
    for told in _every():
        for line in _lines(told):
            writer.writerow([harmless(cell) for cell in line])
    response = HttpResponse(
        BYTE_ORDER_MARK + file.getvalue(), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="impactcijfers.csv"'
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def as_json(request):
    _is_open()
    body = {
        "page": full("/impact/"),
        "note": NOTE,
        "layers": {str(layer): layer.says for layer in Layer},
        "figures": [_object(told) for told in _every()],
    }
    return fingerprinted(request, body)


def _is_open() -> None:
    if not live_of(ImpactPage).public().exists():
        raise Http404


def _every() -> Iterator[page.Told]:
    for year in page.read().years:
        yield from page.read(year).told


def _lines(told: page.Told) -> Iterator[list]:
    figure = told.figure
    first = [figure.year, figure.method.get("layer"), told.code]
    last = [figure.method.get("formula_version"), figure.checked_at.isoformat()]
    last.append("ja" if figure.is_example else "nee")
    coverage = [_plain(figure.answered), _plain(figure.asked), _plain(figure.unknown)]
    yield [
        *first, "totaal", "", "", _plain(figure.shown), _hidden(figure.shown), figure.unit,
        *coverage, *last,
    ]  # fmt: skip
    for part in told.tables:
        for label, number, province in part["rows"]:
            yield [
                *first, part["key"], label, province, _plain(number), _hidden(number), figure.unit,
                "", "", "", *last,
            ]  # fmt: skip
    for label, people, still, stopped, unknown in told.moments:
        for name, number in (
            ("mensen", people), ("nog aan de slag", still), ("gestopt", stopped),
            ("onbekend", unknown),
        ):  # fmt: skip
            yield [
                *first, "moment", f"{label}: {name}", "", _plain(number), _hidden(number), "mensen",
                "", "", "", *last,
            ]  # fmt: skip


def _object(told: page.Told) -> dict:
    figure = told.figure
    return {
        "code": told.code,
        "year": figure.year,
        **{name: figure.method.get(name) for name in ("name", "unit", "layer", "definition")},
        "formula": figure.method.get("formula"),
        "formula_version": figure.method.get("formula_version"),
        "parameters": dict(figure.method.get("parameters", [])),
        "value": _number(figure.shown),
        "withheld": figure.is_withheld,
        "rows": figure.shown_rows,
        "answered": figure.answered,
        "asked": figure.asked,
        "unknown": figure.unknown,
        "silent": figure.silent,
        "is_example": figure.is_example,
        "counted_at": figure.counted_at.isoformat(),
        "stand": figure.checked_at.isoformat(),
        "tables": {
            part["key"]: [
                {"label": label, "number": number, **({"province": province} if province else {})}
                for label, number, province in part["rows"]
            ]
            for part in told.tables
        },
        "moments": [
            dict(zip(("moment", "people", "still", "stopped", "unknown"), row, strict=True))
            for row in told.moments
        ],
        "history": [
            {
                "published_at": stand.published_at.isoformat(),
                "value": _number(stand.shown),
                "reason": stand.reason,
            }
            for stand in told.stands
        ],
        "url": full(f"/impact/{figure.year}/#{told.code}"),
    }


def _number(value):
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _plain(value) -> str:
    """As a spreadsheet in Belgium reads it."""
    return "" if value is None else str(_number(value)).replace(".", ",")


def _hidden(value) -> str:
    return "ja" if value is None else "nee"
