"""What `/impact/` and its data tell of one year: published stands, by layer, with provenance."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from brand.dates import words
from stories.impact import coverage, figures
from stories.models import Figure
from stories.models.indicators import Layer

WITHHELD = "minder dan 5"
CHARTS = {
    "province": "In welke provincie?",
    "stop": "Bij welke halte?",
    "partner": "Bij welke partner?",
}
MOST_BARS = 12


class Bar(NamedTuple):
    label: str
    number: float | None
    share: int  # percent of the longest


class Chart(NamedTuple):
    """A question, one sentence with the answer, and bars; a table below holds every number."""

    key: str
    question: str
    answer: str
    bars: list[Bar]
    more: int = 0


@dataclass
class Told:
    """One figure as a visitor reads it."""

    figure: Figure
    stands: list[Figure] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.figure.indicator.code

    @property
    def stand(self) -> str:
        """stand 27 november 2026, 9.40 uur"""
        return f"stand {words.stamp(self.figure.checked_at)}"

    @property
    def tables(self) -> list[dict]:
        return [part for part in self.figure.parts if part["key"] != "moment"]

    @property
    def moments(self) -> list[list]:
        """Of each moment: label, people, still there, stopped, unknown."""
        found = (part["rows"] for part in self.figure.parts if part["key"] == "moment")
        return next(found, [])


class OfLayer(NamedTuple):
    layer: Layer
    told: list[Told]


class Impact(NamedTuple):
    year: int | None
    years: list[int]
    layers: list[OfLayer]

    @property
    def is_example(self) -> bool:
        return any(told.figure.is_example for layer in self.layers for told in layer.told)

    @property
    def coverage(self) -> coverage.Coverage | None:
        return coverage.of(self.told)

    @property
    def told(self) -> Iterator[Told]:
        return (told for layer in self.layers for told in layer.told)


def read(year: int | None = None) -> Impact:
    """Of this year, or the last one of which something was published."""
    years = figures.years()
    year = year or (years[0] if years else None)
    if year is None:
        return Impact(None, years, [])
    stands = figures.history(year)
    told = [
        Told(figure, stands.get(figure.indicator_id, []), list(_charts(figure)))
        for figure in figures.of_year(year)
    ]
    layers = [
        OfLayer(layer, of_layer)
        for layer in Layer
        if (of_layer := [one for one in told if one.figure.method.get("layer") == layer])
    ]
    return Impact(year, years, layers)


def _charts(figure: Figure) -> Iterator[Chart]:
    parts = {part["key"]: part["rows"] for part in figure.parts}
    for key, question in CHARTS.items():
        rows = parts.get(key, [])
        if key == "partner" and "province" in parts:
            continue
        told = [row for row in rows if row[1]]
        if len(rows) < 2 or not told or (key == "stop" and rows[0][1] == rows[-1][1]):
            continue
        most = max(row[1] for row in told)
        bars = [
            Bar(row[0], row[1], round(100 * row[1] / most) if row[1] else 0)
            for row in rows[:MOST_BARS]
        ]
        yield Chart(key, question, _answer(rows, told), bars, max(0, len(rows) - MOST_BARS))


def _answer(rows: list, told: list) -> str:
    """What is withheld may be larger than what is told: then nothing is called the most of all."""
    most, hidden = told[0][1], len(rows) - len(told)
    first = [row[0] for row in told if row[1] == most]
    said = f"Het meest: {' en '.join(first[:3])}." if len(first) <= 3 else ""
    if hidden:
        said = f"Van wat we tonen {said[0].lower()}{said[1:]}" if said else ""
        said += f" Van {hidden} {'rij' if hidden == 1 else 'rijen'} tonen we geen getal."
    return said.strip() or "Overal evenveel."
