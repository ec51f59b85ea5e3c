"""How amounts and dates of support are said."""

from typing import Any

from django import template

from brand.campaigns.budget import euro
from brand.changes.catalogue import Catalogue
from brand.pages import navigation
from brand.pages.kinds import live_of
from brand.pages.restrictions import unrestricted
from brand.templatetags.brand_tags import number
from leads.measures.reading import Estimate, Factor
from leads.models import MeasureValue, SupportPage

register = template.Library()
_pages: Catalogue[list[SupportPage]] = Catalogue(
    "menus", lambda before: list(unrestricted(live_of(SupportPage))[:1])
)


@register.simple_tag(takes_context=True)
def support_url(context: dict[str, Any]) -> str:
    """The page of support; empty where visitors see none."""
    request = context.get("request")
    urls = [page.get_url(request) for page in _pages.current()]
    return navigation.carrying(urls[0], request) if urls and urls[0] else ""


@register.filter
def said(value: MeasureValue) -> str:
    """1.200 euro; 20 tot 75 %; or the words; "niet bekend" where there is nothing."""
    amounts = _range(value)
    if amounts:
        amounts = f"{amounts} {value.parameter.unit}".strip()
        return f"{amounts} ({value.words})" if value.words else amounts
    return value.words or "niet bekend"


def _range(value: MeasureValue | Factor) -> str:
    if value.low is None or value.high is None:
        return ""
    if value.low == value.high:
        return number(value.low)
    return f"{number(value.low)} tot {number(value.high)}"


@register.filter
def said_factor(factor: Factor) -> str:
    return f"{_range(factor)} {factor.unit}".strip()


@register.filter
def said_range(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    if estimate.low == estimate.high:
        return euro(estimate.low)
    return f"{euro(estimate.low)} tot {euro(estimate.high)}"
