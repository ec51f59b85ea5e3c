"""What the list of registrations can be narrowed by."""

import django_filters
from django import forms
from wagtail.admin.filters import WagtailFilterSet

from brand.campaigns import filters as campaigns
from brand.models import Province
from roadshow.models import Registration, StopPage


class RegistrationFilterSet(WagtailFilterSet):
    stop = django_filters.ModelChoiceFilter(
        label="Halte",
        queryset=lambda request: StopPage.objects.visible_to(
            request.user, "roadshow.view_registration"
        ),
    )
    state = django_filters.MultipleChoiceFilter(
        label="Staat", choices=Registration.State.choices, widget=forms.CheckboxSelectMultiple
    )
    province = django_filters.ChoiceFilter(
        label="Provincie van de halte",
        choices=Province,
        field_name="stop__venue__municipality__province",
        empty_label="Alle",
    )
    campaign = campaigns.by_campaign("touch")
    campaign_partner = campaigns.by_partner("touch")
    channel = campaigns.by_channel("touch")
    newsletter = campaigns.by_newsletter("touch")
    newsletter_version = campaigns.by_version("touch")

    class Meta:
        model = Registration
        fields = ["stop", "state"]
