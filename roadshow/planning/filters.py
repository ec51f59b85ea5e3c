"""What the list of stops can be narrowed by."""

import django_filters
from django import forms
from wagtail.admin.filters import WagtailFilterSet

from brand.models import Organisation, Province
from roadshow.models import StopPage


def _hosts(request):
    return Organisation.objects.visible_to(request.user, "roadshow.view_stoppage")


class StopFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        label="Wanneer",
        choices=[("komt", "Komt nog"), ("voorbij", "Voorbij"), ("geannuleerd", "Geannuleerd")],
        method="filter_when",
        widget=forms.RadioSelect,
        empty_label="Alles",
    )
    province = django_filters.MultipleChoiceFilter(
        field_name="venue__municipality__province",
        label="Provincie",
        choices=Province.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation = django_filters.ModelChoiceFilter(label="Gastheer", queryset=_hosts)

    class Meta:
        model = StopPage
        fields = []

    def filter_when(self, queryset, name, value):
        if value == "geannuleerd":
            return queryset.exclude(cancelled_at=None)
        return queryset.filter(cancelled_at=None, over=1 if value == "voorbij" else 0)
