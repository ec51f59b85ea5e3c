"""What the lists of the outbox can be narrowed by."""

from django import forms
from django_filters import MultipleChoiceFilter
from wagtail.admin.filters import WagtailFilterSet

from brand.models import OutboxState, OutgoingMail, SyncJob


class OutboxFilterSet(WagtailFilterSet):
    state = MultipleChoiceFilter(
        label="Stand", choices=OutboxState, widget=forms.CheckboxSelectMultiple
    )


class MailFilterSet(OutboxFilterSet):
    class Meta:
        model = OutgoingMail
        fields = ["state"]


class SyncFilterSet(OutboxFilterSet):
    kind = MultipleChoiceFilter(
        label="Soort", choices=SyncJob.Kind, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SyncJob
        fields = ["state", "kind"]
