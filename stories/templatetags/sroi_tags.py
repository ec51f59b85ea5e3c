"""How calculations in euro are written."""

from decimal import Decimal

from django import template

from stories.models import SroiEdition, SroiLine
from stories.models.sroi import FactorKind, SroiKind
from stories.sroi import page
from stories.sroi.sheet import CASES, Factor

register = template.Library()
register.filter(page.money)
register.filter(page.case_word)


@register.filter
def ratio(value: Decimal | None) -> str:
    return "–" if value is None else page.decimal(value)


@register.filter
def value_of(factor: Factor, case: str) -> str:
    return page.shown(factor, case)


@register.filter
def factor_label(factor: Factor) -> str:
    return FactorKind(factor.kind).label.split(", in ")[0]


@register.filter
def alone(factor: Factor) -> list[Factor]:
    return [factor]


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def unlocalized(number: float) -> str:
    """For SVG, which knows no comma."""
    return f"{number:g}"


@register.filter
def filled_in(line: SroiLine) -> str:
    """2 van 6 getallen"""
    kinds = FactorKind.of_role(line.role)
    whole = sum(
        all(getattr(row, case) is not None for case in CASES) and bool(row.source and row.author)
        for row in line.factors.all()
    )
    return f"{whole} van {len(kinds)} {'getal' if len(kinds) == 1 else 'getallen'} volledig"


@register.filter
def next_number(rows: list[SroiEdition]) -> int:
    return max((row.number for row in rows), default=0) + 1


@register.filter
def told(edition: SroiEdition) -> page.Told:
    return page.of_edition(edition)


@register.filter
def kind_of(told: page.Told) -> str:
    return SroiKind(told.sheet.kind).label


@register.simple_tag
def sroi_editions() -> list[SroiEdition]:
    """What the impact page leads to."""
    return page.published()
