"""Numbers of campaigns, as the back office draws and writes them."""

from django import template
from django.utils.html import format_html

from brand.campaigns.budget import euro

register = template.Library()


@register.simple_tag
def bar(percents: int | None) -> str:
    """Beside a number, which says the same: not scaled, so it is as high as it says."""
    return format_html(
        '<svg class="campaign-bar" width="100%" height="14" aria-hidden="true" focusable="false">'
        '<rect width="{}%" height="14" rx="2"></rect></svg>',
        percents or 0,
    )


register.filter(euro)
