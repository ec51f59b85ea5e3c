"""Where pages lead who cannot come."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page

from brand.models import Organisation
from brand.pages import navigation
from brand.queries.prepared import prepared
from leads.callback.views import PAGE, PARTNER

register = template.Library()


@register.simple_tag(takes_context=True)
def call_me_url(
    context: dict[str, Any], partner: Organisation | None = None, page: Page | None = None
) -> str:
    """The form, with the partner who calls and the page it was on; empty where nobody can call."""
    if partner is None and not list(_federation()):
        return ""
    asked: dict[str, Any] = {}
    if partner is not None and not partner.is_federation:
        asked[PARTNER] = partner.slug
    if page is not None and page.pk:
        asked[PAGE] = page.pk
    address = f"{reverse('call_me')}?{urlencode(asked)}" if asked else reverse("call_me")
    return navigation.carrying(address, context.get("request"))


@prepared()
def _federation() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True, is_federation=True)[:1]
