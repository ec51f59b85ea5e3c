"""What the list of campaigns can be narrowed by, and other lists by a campaign."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from brand.models import Campaign, NewsletterIssue, Organisation, Variant
from brand.models.campaigns import Channel, Goal


def _campaigns(request):
    return Campaign.objects.visible_to(request.user)


def _partners(request):
    """Those that run or take part in a campaign that this user sees."""
    rows = _campaigns(request).order_by()
    runs = Q(pk__in=rows.values("organisation"))
    return Organisation.objects.filter(runs | Q(participations__campaign__in=rows)).distinct()


def by_campaign(link: str) -> django_filters.ModelChoiceFilter:
    """For a list of rows with a link: the campaign over which somebody came."""
    return django_filters.ModelChoiceFilter(
        label="Campagne",
        field_name=f"{link}__campaign",
        queryset=_campaigns,
        empty_label="Alle",
    )


def by_partner(link: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        label="Link van",
        field_name=f"{link}__organisation",
        queryset=_partners,
        empty_label="Alle partners",
    )


def by_channel(link: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label="Herkomst",
        choices=Channel,
        field_name=f"{link}__channel",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )


def by_newsletter(link: str) -> django_filters.ModelChoiceFilter:
    """The issue of the newsletter; offered to who writes it."""
    return django_filters.ModelChoiceFilter(
        label="Nieuwsbrief",
        field_name=f"{link}__issue",
        queryset=_newsletters,
        empty_label="Alle",
    )


def by_version(link: str) -> django_filters.ChoiceFilter:
    """Of an issue of which two versions were tried."""
    return django_filters.ChoiceFilter(
        label="Versie van de nieuwsbrief",
        choices=[(one.value, one.label) for one in (Variant.A, Variant.B)],
        field_name=f"{link}__variant",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )


def _newsletters(request):
    rows = NewsletterIssue.objects.visible_to(request.user)
    return rows.exclude(state=NewsletterIssue.State.DRAFT)


class CampaignFilterSet(WagtailFilterSet):
    when = django_filters.ChoiceFilter(
        label="Wanneer",
        choices=[("loopt", "Loopt nu"), ("komt", "Begint nog"), ("voorbij", "Voorbij")],
        method="filter_when",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    partner = django_filters.ModelChoiceFilter(
        label="Partner",
        queryset=_partners,
        method="of_partner",
        empty_label="Alle partners",
        widget=forms.RadioSelect,
    )
    goal_counts = django_filters.ChoiceFilter(
        label="Doel", choices=Goal, empty_label="Alle", widget=forms.RadioSelect
    )

    class Meta:
        model = Campaign
        fields = []

    def filter_when(self, campaigns, name, value):
        today = timezone.localdate()
        if value == "komt":
            return campaigns.filter(starts_on__gt=today)
        if value == "voorbij":
            return campaigns.filter(ends_on__lt=today)
        return campaigns.exclude(starts_on__gt=today).exclude(ends_on__lt=today)

    def of_partner(self, campaigns, name, value):
        """Runs it or takes part."""
        joined = Campaign.objects.filter(participations__organisation=value)
        return campaigns.filter(Q(organisation=value) | Q(pk__in=joined.values("pk")))
