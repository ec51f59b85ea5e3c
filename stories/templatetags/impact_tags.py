"""What the templates of `/impact/` ask."""

from django import template
from django.urls import reverse

from stories.impact import page

register = template.Library()


@register.simple_tag
def impact(year=None) -> page.Impact:
    return page.read(year)


@register.simple_tag
def impact_data(kind: str) -> str:
    """The stable address of the numbers as CSV or JSON."""
    return reverse(f"impact_{kind}")
