"""What the list of recalls can be narrowed by."""

from django import forms
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from stories.models import Recall

OPEN, DONE = "open", "gedaan"


class RecallFilterSet(WagtailFilterSet):
    stand = ChoiceFilter(
        label="Stand",
        choices=[(OPEN, "Nog te doen"), (DONE, "Gedaan")],
        empty_label="Alles",
        method="filter_stand",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Recall
        fields = []

    def filter_stand(self, queryset, name, value):
        return queryset.filter(done_at__isnull=value == OPEN)
