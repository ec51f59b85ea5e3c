"""How public buyers, their plans and the prices they get are written."""

from decimal import Decimal

from django import template

from brand.campaigns.budget import euro
from leads.models import Employer
from leads.procurement import figures

register = template.Library()
register.filter(euro)
register.filter(figures.price)


@register.filter
def figure(value: Decimal | None) -> str:
    """A quantity or a percentage, with as many decimals as it has."""
    return figures.figure(value, grouped=True)


@register.filter
def buyer_kind(value: str) -> str:
    """The words for a kind of buyer, within a sentence."""
    return Employer.BuyerKind(value).words
