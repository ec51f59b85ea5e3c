"""What the list of placements can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page

from brand.campaigns import filters as campaigns
from brand.models import Organisation, Province
from leads.desk import stops
from leads.desk.filters import StopFilter
from leads.models import CooperationForm, Placement, PlacementCheck
from leads.models.placements import Answer, PlacementQuerySet


def partners(request: Any) -> QuerySet[Organisation]:
    rows = Placement.objects.visible_to(request.user).filter(partner=OuterRef("pk"))
    return Organisation.objects.filter(Exists(rows))


def brought_by(request: Any) -> QuerySet[Page]:
    """The stops that brought the dossier of any."""
    return stops.that_brought(Placement.objects.visible_to(request.user), "lead__stop")


class PlacementFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label="Bevestiging",
        choices=[
            ("bevestigd", "Door beide kanten"),
            ("wacht", "Wacht nog op iemand"),
            ("oneens", "Iemand zegt van niet"),
        ],
        method="in_state",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    due = django_filters.ChoiceFilter(
        label="Navraag",
        choices=[("nu", "Aan de beurt")],
        method="to_check",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    form = django_filters.ModelMultipleChoiceFilter(
        label="Vorm",
        queryset=CooperationForm.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    partner = django_filters.ModelChoiceFilter(
        label="Partner",
        queryset=partners,
        empty_label="Alle partners",
        widget=forms.RadioSelect,
    )
    stop = StopFilter(
        label="Halte", field_name="lead__stop", queryset=brought_by, empty_label="Alle"
    )
    province = django_filters.ChoiceFilter(
        label="Provincie van de werkgever",
        choices=Province,
        field_name="lead__employer__municipality__province",
        empty_label="Alle",
    )
    start = django_filters.DateFromToRangeFilter(label="Start", widget=DateRangePickerWidget)
    campaign = campaigns.by_campaign("lead__first_touch")
    campaign_partner = campaigns.by_partner("lead__first_touch")
    channel = campaigns.by_channel("lead__first_touch")
    newsletter = campaigns.by_newsletter("lead__first_touch")

    class Meta:
        model = Placement
        fields: list[str] = []

    def in_state(self, rows: PlacementQuerySet, name: str, value: str) -> PlacementQuerySet:
        if value == "bevestigd":
            return rows.confirmed()
        if value == "oneens":
            return rows.disputed()
        waits = Q(employer_answer="") | Q(partner_answer="")
        return (
            rows.filter(waits).exclude(employer_answer=Answer.NO).exclude(partner_answer=Answer.NO)
        )

    def to_check(self, rows: PlacementQuerySet, name: str, value: str) -> PlacementQuerySet:
        come = PlacementCheck.objects.filter(answer="", due_on__lte=timezone.localdate())
        return rows.filter(pk__in=come.values("placement"))
