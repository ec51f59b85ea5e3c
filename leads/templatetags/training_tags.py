"""Trainings on the pages of others, and where one is asked for."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from brand.models import Organisation
from brand.pages import navigation
from leads.callback.views import TRAINING
from leads.models import TrainingOffer

register = template.Library()


@register.inclusion_tag("leads/trainings/of_partner.html")
def trainings_of(partner: Organisation) -> dict[str, Any]:
    return {"trainings": TrainingOffer.objects.published().filter(organisation=partner)}


@register.simple_tag(takes_context=True)
def ask_training_url(context: dict[str, Any], offer: TrainingOffer) -> str:
    """The form, with the training and the campaign by which the visitor came."""
    address = f"{reverse('call_me')}?{urlencode({TRAINING: offer.pk})}"
    return navigation.carrying(address, context.get("request"))
