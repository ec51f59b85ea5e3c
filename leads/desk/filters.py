"""What the list of leads can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from brand import scoping
from brand.campaigns import filters as campaigns
from brand.models import Membership, Organisation, Province, User
from leads.desk import standing, stops
from leads.models import Employer, ImportRow, Lead, LeadImport, LeadWish
from leads.models.imports import LeadImportQuerySet
from leads.models.lead import LeadQuerySet
from leads.stages import NoMatchReason, Source, Stage, Wish

NOBODY = "niemand"


def colleagues(user: User) -> QuerySet[User]:
    """The people who follow up at the partners whose leads this person sees."""
    right = "leads.change_lead"
    desk = Membership.objects.filter(role__in=scoping.roles_with(right))
    return User.objects.filter(pk__in=scoping.within(desk, user, right).people())


def partners(user: User) -> QuerySet[Organisation]:
    """Those that own any, asked of each partner: there are few, and a million leads."""
    leads = Lead.objects.visible_to(user).filter(owner_organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(leads))


def lists(user: User) -> LeadImportQuerySet:
    """Lists that were taken in, as long as is kept which dossiers they touched."""
    rows = ImportRow.objects.filter(lead_import=OuterRef("pk")).exclude(lead=None)
    taken_in = LeadImport.objects.visible_to(user).filter(state=LeadImport.State.DONE)
    return taken_in.filter(Exists(rows)).defer("content")


def _choices(classes: list[standing.Class]) -> list[tuple[str, str]]:
    return [(one.value, one.label) for one in classes]


class StopField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return stops.words(obj) or str(obj)


class StopFilter(django_filters.ModelChoiceFilter):
    """The stop that brought a lead, by place and day: a tour comes to many a town twice."""

    field_class = StopField


class LeadFilterSet(WagtailFilterSet):
    # `distinct=False`: of a column of its own each lead answers once, and to compare all rows
    # for it takes seconds.
    stage = django_filters.MultipleChoiceFilter(
        label="Fase", choices=Stage, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    owner = django_filters.ModelChoiceFilter(
        label="Opvolger",
        queryset=lambda request: colleagues(request.user),
        null_label="Nog niemand",
        null_value=NOBODY,
        empty_label="Iedereen",
        widget=forms.RadioSelect,
    )
    mine = django_filters.ChoiceFilter(
        label="Van mij",
        choices=[("on", "Alleen mijn dossiers")],
        method="only_mine",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    province = django_filters.MultipleChoiceFilter(
        label="Provincie",
        choices=Province,
        method="in_province",
        widget=forms.CheckboxSelectMultiple,
    )
    owner_organisation = django_filters.ModelChoiceFilter(
        label="Partner",
        queryset=lambda request: partners(request.user),
        empty_label="Alle partners",
        widget=forms.RadioSelect,
    )
    wish = django_filters.MultipleChoiceFilter(
        label="Wens",
        choices=Wish,
        method="who_wants",
        widget=forms.CheckboxSelectMultiple,
    )
    source = django_filters.MultipleChoiceFilter(
        label="Herkomst", choices=Source, distinct=False, widget=forms.CheckboxSelectMultiple
    )
    taken_in = django_filters.ModelChoiceFilter(
        label="Ingelezen lijst",
        queryset=lambda request: lists(request.user),
        method="of_list",
        empty_label="Alle",
    )
    stop = StopFilter(
        label="Halte",
        queryset=lambda request: stops.that_brought(Lead.objects.visible_to(request.user)),
        empty_label="Alle",
    )
    campaign = campaigns.by_campaign("first_touch")
    campaign_partner = campaigns.by_partner("first_touch")
    channel = campaigns.by_channel("first_touch")
    newsletter = campaigns.by_newsletter("first_touch")
    late = django_filters.ChoiceFilter(
        label="Te laat",
        choices=[
            ("laat", "Te laat, wat dan ook"),
            ("stap", "Volgende stap te laat"),
            ("antwoord", "Eerste antwoord te laat"),
        ],
        method="only_late",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    answer = django_filters.ChoiceFilter(
        label="Eerste antwoord",
        choices=lambda: [("gekregen", "Gegeven"), *_choices(standing.answers())],
        method="with_answer",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    response = django_filters.ChoiceFilter(
        label="Hoe snel beantwoord",
        choices=lambda: _choices(standing.response_times()),
        method="answered_within",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    age = django_filters.ChoiceFilter(
        label="Open, zo lang in deze fase",
        choices=lambda: _choices(standing.ages()),
        method="of_age",
        empty_label="Alle",
        widget=forms.RadioSelect,
    )
    reason = django_filters.MultipleChoiceFilter(
        label="Waarom geen match",
        field_name="no_match_reason",
        choices=NoMatchReason,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    created_at = django_filters.DateFromToRangeFilter(label="Periode", widget=DateRangePickerWidget)

    class Meta:
        model = Lead
        fields: list[str] = []

    def only_mine(self, leads: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        """Whose they are changes with who looks: a shared filter shows each of us one's own."""
        return leads.filter(owner=self.request.user) if value else leads

    def in_province(self, leads: LeadQuerySet, name: str, value: list[str]) -> LeadQuerySet:
        if not value:
            return leads
        there = Employer.objects.filter(pk=OuterRef("employer"), municipality__province__in=value)
        return leads.filter(Exists(there))

    def of_list(self, leads: LeadQuerySet, name: str, value: LeadImport) -> LeadQuerySet:
        return leads.filter(pk__in=value.rows.exclude(lead=None).values("lead"))

    def who_wants(self, leads: LeadQuerySet, name: str, value: list[str]) -> LeadQuerySet:
        """Without a join, of which every row would be compared to make each lead stand once."""
        if not value:
            return leads
        wanted = LeadWish.objects.filter(lead=OuterRef("pk"), wish__in=value)
        return leads.filter(Exists(wanted))

    def with_answer(self, leads: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        if value == "gekregen":
            return leads.filter(first_responded_at__isnull=False)
        return leads.filter(standing.condition(standing.answers(), value))

    def answered_within(self, leads: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return leads.filter(standing.condition(standing.response_times(), value))

    def of_age(self, leads: LeadQuerySet, name: str, value: str) -> LeadQuerySet:
        return leads.open().filter(standing.condition(standing.ages(), value))

    def only_late(self, leads: LeadQuerySet, name: str, value: Any) -> LeadQuerySet:
        today = timezone.localdate()
        step, answer = Q(next_action_on__lt=today), Lead.first_answer_late(today)
        return leads.filter({"stap": step, "antwoord": answer}.get(value, step | answer))
