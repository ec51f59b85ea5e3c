"""How public buyers, their plans and the prices they get are written."""

from django import template

from brand.campaigns.budget import euro
from leads.models import Employer

register = template.Library()
register.filter(euro)


@register.filter
def buyer_kind(value: str) -> str:
    """The words for a kind of buyer, within a sentence."""
    return Employer.BuyerKind(value).words
