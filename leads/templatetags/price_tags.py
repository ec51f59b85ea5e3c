"""The unit prices that a partner chose to show."""

from decimal import Decimal
from typing import Any

from django import template

from brand.campaigns.budget import euro
from brand.models import Organisation
from leads.models import StandingPrice

register = template.Library()


@register.inclusion_tag("leads/standing_prices/of_partner.html")
def prices_of(partner: Organisation) -> dict[str, Any]:
    return {"prices": StandingPrice.objects.published().filter(organisation=partner)}


@register.filter
def in_euro(amount: Decimal) -> str:
    return euro(amount)
