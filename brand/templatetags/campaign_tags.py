"""Numbers of campaigns, as the back office draws and writes them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def bar(percents: int | None) -> str:
    """Beside a number, which says the same: not scaled, so it is as high as it says."""
    return format_html(
        '<svg class="campaign-bar" width="100%" height="14" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="14" rx="2"></rect></svg>',
        percents or 0,
    )


@register.filter
def euro(amount: Decimal) -> str:
    """€ 1.250,00; a round amount without cents."""
    cents = 0 if amount == amount.to_integral_value() else 2
    return f"€\u00a0{number_format(amount, cents, use_l10n=True, force_grouping=True)}"
