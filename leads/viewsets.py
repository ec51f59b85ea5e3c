"""The desk's screens in the back office: Vandaag, Bord, Opvolgdossiers, Werkgevers."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.widgets import Button
from wagtail.permissions import policy_registry

from brand import scoping
from brand.models import User
from brand.privacy import erasure
from brand.privacy import screens as privacy_screens
from brand.queries import counting
from brand.scoping.viewsets import LockedEditMixin, ScopedViewSet
from leads.connections import screens as connections_screens
from leads.connections import webhook_screens
from leads.correspondence import screens as correspondence_screens
from leads.correspondence.forms import TemplateForm
from leads.desk import finder, notes, sources, stops
from leads.desk import screens as desk_screens
from leads.desk.filters import LeadFilterSet
from leads.desk.search import employer_matches, find, lead_matches, placement_matches
from leads.duplicates import queue
from leads.duplicates import screens as duplicates_screens
from leads.employers import screens as employers_screens
from leads.employers.forms import EmployerForm
from leads.establishments import screens as places_screens
from leads.follow_up import screens as follow_up_screens
from leads.follow_up import step_screens
from leads.hand_over import screens as hand_over_screens
from leads.measures import screens as measures_screens
from leads.models import (
    CooperationForm,
    Employer,
    Interaction,
    Lead,
    MailTemplate,
    Placement,
    ProcurementIntention,
)
from leads.placements import screens as placements_screens
from leads.placements.filters import PlacementFilterSet
from leads.procurement import answer_screens, buyers, pledge_screens, request_screens
from leads.procurement import screens as procurement_screens
from leads.procurement.forms import BuyerForm
from leads.register import screens as register_screens
from leads.register import telling
from leads.reports import screens as reports_screens
from leads.routing import screens as routing_screens
from leads.saved_filters import keeping
from leads.saved_filters import screens as filter_screens
from leads.standing_prices.screens import StandingPriceViewSet
from leads.templatetags.lead_tags import promised
from leads.trainings.screens import TrainingViewSet
from leads.transfer import screens as transfer_screens
from leads.transfer import vcards
from leads.under_the_radar import screens as radar_screens

Kind, Outcome = Interaction.Kind, Interaction.Outcome


class DeskMenuItem(MenuItem):
    """Shown to users who work with leads."""

    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(Lead)
        return policy.user_has_any_permission(request.user, ["view", "change"])


class TodayViewSet(ViewSet):
    name = "today"
    url_prefix = "opvolging"
    icon = "tasks"
    menu_label = "Vandaag"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        answers = "overdrachten/<int:pk>/"
        return [
            path("", desk_screens.TodayView.as_view(), name="index"),
            path("aanbod/<int:partner>/", routing_screens.ProfileView.as_view(), name="profile"),
            path("weekrapport/", reports_screens.WeekView.as_view(), name="week"),
            path("vind/", finder.FinderView.as_view(), name="find"),
            path("cijfers/", reports_screens.FiguresView.as_view(), name="figures"),
            path("signalen/", radar_screens.RadarView.as_view(), name="radar"),
            path("herkomst/", sources.SourcesView.as_view(), name="sources"),
            path("overdrachten/", hand_over_screens.HandOversView.as_view(), name="hand_overs"),
            path(answers, hand_over_screens.HandOverView.as_view(), name="hand_over"),
            path(f"{answers}overnemen/", hand_over_screens.AcceptView.as_view(), name="accept"),
            path(f"{answers}weigeren/", hand_over_screens.DeclineView.as_view(), name="decline"),
            path(f"{answers}intrekken/", hand_over_screens.WithdrawView.as_view(), name="withdraw"),
            *filter_screens.urlpatterns,
        ]


class BoardViewSet(ViewSet):
    name = "board"
    url_prefix = "opvolging/bord"
    icon = "table"
    menu_label = "Bord"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", desk_screens.BoardView.as_view(), name="index")]


class SearchedIndexView(generic.IndexView):
    """A list with our own search; see leads/desk/search.py."""

    matches: Callable[[str, User], Q]
    is_searchable = True
    template_name = "leads/desk/list.html"

    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        """Of what is sought, a thousand answers say nothing more."""
        found = super().get_paginator(*args, **kwargs)
        if self.is_searching:
            found.most = counting.AT_A_GLANCE
        return found

    def search_queryset(self, queryset: QuerySet) -> QuerySet:
        if not self.is_searching:
            return queryset
        return find(queryset, type(self).matches, self.search_query, self.request.user)


class LeadIndexView(SearchedIndexView):
    FORMATS = (*generic.IndexView.FORMATS, vcards.FORMAT)
    matches = staticmethod(lead_matches)
    template_name = "leads/desk/leads.html"
    add_item_label = "Nieuw dossier"
    default_ordering = "next_action_on"
    list_export = [
        "employer.name",
        "employer.enterprise_number",
        "contact.name",
        "contact.email",
        "contact.phone",
        "get_stage_display",
        "wish_names",
        "owner",
        "owner_organisation",
        "get_next_action_display",
        "next_action_note",
        "next_action_on",
        "next_action_at",
        "first_response_due",
        "first_responded_at",
        "created_at",
        "get_source_display",
        "came_by_stop",
        "campaign_name",
        "came_by_channel",
    ]
    export_headings = {
        "employer.name": "Werkgever",
        "employer.enterprise_number": "Ondernemingsnummer",
        "contact.name": "Contactpersoon",
        "contact.email": "E-mailadres",
        "contact.phone": "Telefoon",
        "get_stage_display": "Fase",
        "wish_names": "Wensen",
        "get_next_action_display": "Volgende stap",
        "get_source_display": "Herkomst",
        "came_by_stop": "Halte",
        "campaign_name": "Campagne",
        "came_by_channel": "Kanaal",
        "next_action_note": "Toelichting",
    }

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        return super().get_context_data(*args, **kwargs) | {
            "saved_filters": keeping.shown_to(self.request.user, asked),
            "too_short": self.search_query if notes.is_too_short(self.search_query or "") else "",
            "filter_query": keeping.query_of(asked),
        }

    def get_base_queryset(self) -> QuerySet:
        return (
            super()
            .get_base_queryset()
            .select_related("employer", "contact", "owner", "owner_organisation", "first_touch")
            .prefetch_related("wishes")
            .annotate(
                campaign_name=sources.campaign_name(self.request.user), **stops.columns("stop")
            )
        )

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        url = self.get_export_url(vcards.FORMAT)
        return [
            *buttons,
            Button("Download contacten (vCard)", url=url, icon_name="download", priority=110),
        ]

    def as_spreadsheet(self, queryset: QuerySet, spreadsheet_format: str) -> HttpResponseBase:
        if spreadsheet_format == vcards.FORMAT:
            return vcards.response(queryset, self.get_filename())
        found: HttpResponseBase = super().as_spreadsheet(queryset, spreadsheet_format)
        return found

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Leads without a next action come last, on either database."""
        queryset = super().order_queryset(queryset)
        if self.ordering == "next_action_on":
            return queryset.order_by(F("next_action_on").asc(nulls_last=True), "pk")
        return queryset


class EmployerColumn(TitleColumn):
    """The employer, and below it the stop, the campaign and the channel that brought it."""

    cell_template_name = "leads/components/employer_cell.html"


class LeadDeleteView(generic.DeleteView):
    """That a dossier went stays in the history; whose it was does not."""

    @transaction.atomic
    def delete_action(self) -> None:
        gone = Lead.objects.get(pk=self.object.pk)
        super().delete_action()
        erasure.history(gone)


class LeadViewSet(ScopedViewSet):
    model = Lead
    name = "lead"
    url_prefix = "opvolging/dossiers"
    nothing_yet = (
        "Nog geen dossiers. Wie zich inschrijft voor een halte of aan de deur binnenkomt, "
        "krijgt er vanzelf een. Een werkgever die je elders ontmoette, voeg je zelf toe."
    )
    icon = "clipboard-list"
    menu_label = "Opvolgdossiers"
    menu_item_class = DeskMenuItem
    export_filename = "opvolgdossiers"
    exclude_form_fields = ["version"]
    filterset_class = LeadFilterSet
    index_view_class = LeadIndexView
    index_results_template_name = "leads/desk/leads_results.html"
    edit_view_class = follow_up_screens.LeadView
    delete_view_class = LeadDeleteView
    # What refers to a lead may be another partner's.
    add_to_reference_index = False
    list_display = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="lead"),
        EmployerColumn(
            "employer",
            label="Werkgever",
            sort_key="employer__name",
            get_url=Lead.get_absolute_url,
            get_title_id=lambda lead: f"lead_{lead.pk}_title",
        ),
        Column("contact", label="Contactpersoon", classname="desk-third"),
        Column("stage", label="Fase", accessor="get_stage_display", sort_key="stage"),
        Column("wishes", label="Wensen", accessor="wish_names", classname="desk-third"),
        Column(
            "next_action",
            label="Volgende stap",
            accessor="get_next_action_display",
            classname="desk-second",
        ),
        Column(
            "next_action_on",
            label="Op",
            accessor=lambda lead: f"{promised(lead.next_action_on)} {lead.agreed_hour}".strip(),
            sort_key="next_action_on",
            classname="desk-second",
        ),
        Column("owner", label="Opvolger", classname="desk-second"),
        Column("owner_organisation", label="Partner", classname="desk-third"),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"usage_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        listed = {"index", "index_results", "delete"}
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in listed),
            path("nieuw/", self.construct_view(employers_screens.NewLeadView), name="add"),
            path("nieuw/kbo/", employers_screens.RegisterView.as_view(), name="register"),
            path("<int:pk>/", self.edit_view, name="edit"),
            *self._steps(),
        ]

    def _steps(self) -> list[URLPattern]:
        views = {
            "wat-gaf-het": ("outcome", self.construct_view(step_screens.OutcomeView)),
            # Addresses of 0.1.0.
            "gebeld": ("call", self.construct_view(step_screens.OutcomeView)),
            "gemaild": (
                "mailed",
                self.construct_view(step_screens.OutcomeView, default=Outcome.MAIL_SENT),
            ),
            "afspraak": ("meeting", self.construct_view(step_screens.LogView, kind=Kind.MEETING)),
            "notitie": ("note", self.construct_view(step_screens.LogView, kind=Kind.NOTE)),
            "verplaats": ("move", self.construct_view(step_screens.MoveView)),
            "volgende": ("plan", self.construct_view(step_screens.PlanView)),
            "later": ("snooze", self.construct_view(step_screens.SnoozeView)),
            "opvolger": ("assign", self.construct_view(step_screens.AssignView)),
            "agenda": ("calendar", self.construct_view(step_screens.CalendarView)),
            "gemeente": ("location", self.construct_view(step_screens.LocationView)),
            "neem-op": ("take", self.construct_view(step_screens.TakeView)),
            "ongedaan/<int:line>": ("undo", self.construct_view(step_screens.UndoView)),
            "overdragen": ("offer", self.construct_view(hand_over_screens.OfferView)),
            "plaatsing": ("placement", self.construct_view(placements_screens.RecordView)),
            "aankoopplan": (
                "intention",
                self.construct_view(procurement_screens.NewIntentionView),
            ),
            "belofte": ("pledge", self.construct_view(pledge_screens.NewPledgeView)),
            "prijsaanvraag": (
                "price_request",
                self.construct_view(request_screens.NewRequestView),
            ),
            "mail": ("mail", self.construct_view(correspondence_screens.WriteView)),
            "mail/<int:line>/hou-tegen": (
                "halt",
                self.construct_view(correspondence_screens.HaltView),
            ),
            "steun": ("support", self.construct_view(measures_screens.DossierView)),
            "contact": ("contact_add", self.construct_view(employers_screens.ContactView)),
            "contact/<int:contact>": (
                "contact",
                self.construct_view(employers_screens.ContactView),
            ),
        }
        return [path(f"<int:pk>/{part}/", view, name=name) for part, (name, view) in views.items()]


class EmployerIndexView(SearchedIndexView):
    matches = staticmethod(employer_matches)
    default_ordering = "name"
    list_export = [
        *("name", "enterprise_number", "municipality", "website", "mail_domain"),
        *("get_size_display", "joint_committee"),
    ]
    export_headings = {"get_size_display": "Grootte"}

    def get_base_queryset(self) -> QuerySet:
        return super().get_base_queryset().select_related("municipality")


class EmployerEditView(LockedEditMixin, generic.EditView):
    template_name = "leads/employers/employer.html"

    @cached_property
    def header_buttons(self) -> list[Any]:
        return privacy_screens.button("werkgever", self.object, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = list(self.object.establishments.select_related("municipality"))
        return super().get_context_data(**kwargs) | {
            "pairs": queue.waiting_for(self.request.user, self.object),
            "places": [(place, telling.difference(place)) for place in places],
            "activities": telling.activities(self.object),
            "told": telling.of(self.object),
            "plans": ProcurementIntention.objects.visible_to(self.request.user)
            .filter(lead__employer=self.object)
            .select_related("activity")
            if self.object.buyer_kind
            else [],
            "guess": buyers.suggestion(self.object),
            "buyer_form": BuyerForm(initial={"kind": self.object.buyer_kind}),
        }


class EmployerViewSet(ScopedViewSet):
    """Employers are created with a lead, and shared by all partners who met them."""

    model = Employer
    name = "employer"
    url_prefix = "opvolging/werkgevers"
    icon = "home"
    menu_label = "Werkgevers"
    nothing_yet = "Nog geen werkgevers. Ze komen hier vanzelf, met het eerste dossier."
    export_filename = "werkgevers"
    index_view_class = EmployerIndexView
    edit_view_class = EmployerEditView
    add_to_reference_index = False
    list_display = [
        "name",
        Column("municipality", label="Gemeente", sort_key="municipality__name"),
        Column("enterprise_number", label="Ondernemingsnummer", classname="desk-second"),
        Column("mail_domain", label="Maildomein", classname="desk-second"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("enterprise_number"), FieldPanel("municipality")]),
            FieldPanel("website"),
            FieldRowPanel([FieldPanel("size"), FieldPanel("joint_committee")]),
            FieldPanel("buyer_kind"),
        ],
        base_form_class=EmployerForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"add_url_name": None, "delete_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"add", "delete", "usage"}
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name not in gone),
            *self._parts(),
        ]

    def _parts(self) -> list[URLPattern]:
        place, activity = "vestigingen/<int:establishment>", "activiteiten/<int:activity>"
        views = {
            "vestigingen/nieuw": ("establishment_add", places_screens.EstablishmentView),
            place: ("establishment", places_screens.EstablishmentView),
            f"{place}/weg": ("establishment_remove", places_screens.RemoveEstablishmentView),
            "activiteiten/nieuw": ("activity_add", places_screens.ActivityView),
            f"{place}/kbo": ("establishment_take_over", register_screens.TakeOverPlaceView),
            "kbo": ("take_over", register_screens.TakeOverView),
            "aankoper": ("buyer", procurement_screens.BuyerView),
            f"{activity}/weg": ("activity_remove", places_screens.RemoveActivityView),
        }
        return [
            path(f"<int:pk>/{part}/", self.construct_view(view), name=name)
            for part, (name, view) in views.items()
        ]


class DuplicatesViewSet(ViewSet):
    """Employers that look alike; see leads/duplicates/."""

    name = "duplicates"
    url_prefix = "opvolging/lijkt-hierop"
    icon = "copy"
    menu_label = "Lijkt hierop"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        screens = duplicates_screens
        return [
            path("", screens.QueueView.as_view(), name="index"),
            path("<int:pk>/samen/", screens.MergeView.as_view(), name="merge"),
            path("<int:pk>/apart/", screens.DismissView.as_view(), name="dismiss"),
            path("<int:pk>/terug/", screens.ReopenView.as_view(), name="reopen"),
            path("samengevoegd/<int:pk>/los/", screens.UndoView.as_view(), name="undo"),
        ]


class ProcurementViewSet(ViewSet):
    """Public buyers: what they mean to buy; see leads/procurement/."""

    name = "procurement"
    url_prefix = "opvolging/aankopers"
    icon = "list-ul"
    menu_label = "Openbare aankopers"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        screens = procurement_screens
        plan = "plannen/<int:pk>/"
        return [
            path("", screens.OverviewView.as_view(), name="index"),
            path(plan, screens.IntentionView.as_view(), name="intention"),
            path(f"{plan}weg/", screens.RemoveIntentionView.as_view(), name="remove_intention"),
            *self._prices(),
            *self._pledges(),
        ]

    def _pledges(self) -> list[URLPattern]:
        screens, one = pledge_screens, "beloften/<int:pk>/"
        stand = f"{one}stand/<int:progress>/weg/"
        return [
            path(one, screens.PledgeView.as_view(), name="pledge"),
            path(f"{one}wijzig/", screens.ChangePledgeView.as_view(), name="change_pledge"),
            path(f"{one}vraag/", screens.AskPledgeView.as_view(), name="ask_pledge"),
            path(f"{one}stand/", screens.ProgressView.as_view(), name="progress"),
            path(stand, screens.RemoveProgressView.as_view(), name="remove_progress"),
            path(f"{one}van-de-site/", screens.RevokePledgeView.as_view(), name="revoke_pledge"),
            path(f"{one}weg/", screens.RemovePledgeView.as_view(), name="remove_pledge"),
        ]

    def _prices(self) -> list[URLPattern]:
        asking, answering = request_screens, answer_screens
        own, theirs = "prijzen/<int:pk>/", "gevraagd/<int:pk>/"
        return [
            path(own, asking.RequestView.as_view(), name="request"),
            path(f"{own}wijzig/", asking.ChangeRequestView.as_view(), name="change_request"),
            path(f"{own}verstuur/", asking.SendView.as_view(), name="send"),
            path(f"{own}tot/", asking.ExtendView.as_view(), name="extend"),
            path(f"{own}intrekken/", asking.WithdrawView.as_view(), name="withdraw"),
            path(f"{own}weg/", asking.ThrowAwayView.as_view(), name="throw_away"),
            path(theirs, answering.InvitationView.as_view(), name="invitation"),
            path(f"{theirs}nee/", answering.NoView.as_view(), name="decline_prices"),
        ]


class RunnerMenuItem(MenuItem):
    """Shown to who runs a partner."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scoping.may_somewhere(request.user, connections_screens.RIGHT)


class ConnectionsViewSet(ViewSet):
    """A partner's own software; see leads/connections/."""

    name = "connections"
    url_prefix = "opvolging/koppelingen"
    icon = "link"
    menu_label = "Koppelingen"
    menu_item_class = RunnerMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        screens, hooks = connections_screens, webhook_screens
        return [
            path("", screens.ConnectionsView.as_view(), name="index"),
            path("sleutels/<int:pk>/intrekken/", screens.RevokeView.as_view(), name="revoke"),
            path("adressen/nieuw/", hooks.NewView.as_view(), name="new_webhook"),
            path("adressen/<int:pk>/", hooks.WebhookView.as_view(), name="webhook"),
            path("adressen/<int:pk>/proef/", hooks.TestView.as_view(), name="test"),
            path("adressen/<int:pk>/geheim/", hooks.RenewView.as_view(), name="renew"),
            path("adressen/<int:pk>/stop/", hooks.SwitchView.as_view(), name="switch"),
            path("adressen/<int:pk>/weg/", hooks.RemoveView.as_view(), name="remove_webhook"),
            path(
                "adressen/<int:pk>/opnieuw/<uuid:delivery>/",
                hooks.AgainView.as_view(),
                name="again",
            ),
        ]


class TransferViewSet(ViewSet):
    """Lists of employers that are taken in; see leads/transfer/."""

    name = "transfer"
    url_prefix = "opvolging/inlezen"
    icon = "upload"
    menu_label = "Lijst inlezen"
    menu_item_class = DeskMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        screens = transfer_screens
        return [
            path("", screens.ListsView.as_view(), name="index"),
            path("<int:pk>/", screens.ListView.as_view(), name="list"),
            path("<int:pk>/kolommen/", screens.ColumnsView.as_view(), name="columns"),
            path("<int:pk>/lees-in/", screens.TakeInView.as_view(), name="take_in"),
            path("<int:pk>/ongedaan/", screens.UndoView.as_view(), name="undo"),
            path("<int:pk>/weg/", screens.RemoveView.as_view(), name="remove"),
            path("<int:pk>/stand/", screens.ProgressView.as_view(), name="progress"),
            path("<int:pk>/fouten/", screens.FaultsView.as_view(), name="faults"),
        ]


class PlacementIndexView(SearchedIndexView):
    matches = staticmethod(placement_matches)
    default_ordering = "-start"
    list_export = [
        "lead.employer.name",
        "form.name",
        "people",
        "start",
        "end",
        "hours_per_week",
        "partner",
        "state_words",
        "created_at",
    ]
    export_headings = {
        "lead.employer.name": "Werkgever",
        "form.name": "Vorm van samenwerking",
        "people": "Aantal mensen",
        "state_words": "Bevestiging",
    }

    def get_base_queryset(self) -> QuerySet:
        rows = super().get_base_queryset()
        return rows.select_related("lead__employer", "form", "partner")


class PlacementViewSet(ScopedViewSet):
    """Recorded on a dossier, and confirmed by both sides; see leads/placements/."""

    model = Placement
    name = "placement"
    url_prefix = "opvolging/plaatsingen"
    icon = "group"
    menu_label = "Plaatsingen"
    menu_item_class = DeskMenuItem
    nothing_yet = (
        "Nog geen plaatsingen. Noteer er een op een dossier, zodra jullie iets afspraken met een "
        "werkgever."
    )
    export_filename = "plaatsingen"
    exclude_form_fields = ["version"]
    filterset_class = PlacementFilterSet
    index_view_class = PlacementIndexView
    edit_view_class = placements_screens.PlacementView
    add_to_reference_index = False
    list_display = [
        TitleColumn(
            "employer",
            label="Werkgever",
            accessor="lead.employer",
            sort_key="lead__employer__name",
            url_name="placement:edit",
        ),
        Column("form", label="Vorm"),
        Column("people", label="Mensen", sort_key="people"),
        Column("start", label="Start", sort_key="start"),
        Column("state", label="Bevestiging", accessor="state_words", classname="desk-second"),
        Column("partner", label="Partner", classname="desk-third"),
    ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {
            "add_url_name": None,
            "delete_url_name": None,
            "usage_url_name": None,
            "history_url_name": None,
        }
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        listed = {"index", "index_results"}
        screens = placements_screens
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name in listed),
            path("<int:pk>/", screens.PlacementView.as_view(), name="edit"),
            path("<int:pk>/wijzig/", screens.ChangeView.as_view(), name="change"),
            path("<int:pk>/verwijder/", screens.RemoveView.as_view(), name="remove"),
            path("<int:pk>/vraag/", screens.AskView.as_view(), name="ask"),
            path("<int:pk>/antwoord/", screens.AnswerView.as_view(), name="answer"),
            path("<int:pk>/navraag/", screens.CheckView.as_view(), name="check"),
        ]


class CooperationFormViewSet(ScopedViewSet):
    """The code list of forms, kept by the federation."""

    model = CooperationForm
    name = "cooperation_form"
    url_prefix = "vormen-van-samenwerking"
    icon = "list-ul"
    menu_label = "Vormen van samenwerking"
    add_to_settings_menu = True
    add_to_reference_index = False
    nothing_yet = "Nog geen vormen van samenwerking."
    list_display = ["name", "group", "status", "valid_from", "valid_to"]
    form_fields = [
        "name",
        "code",
        "group",
        "explanation",
        "steps",
        "intake",
        "longest_days",
        "source",
        "source_date",
        "status",
        "valid_from",
        "valid_to",
        "position",
    ]


class MailTemplateViewSet(ScopedViewSet):
    """Texts to begin a mail with, kept by the federation; see leads/correspondence/."""

    model = MailTemplate
    name = "mail_template"
    url_prefix = "mailsjablonen"
    icon = "mail"
    menu_label = "Mailsjablonen"
    add_to_settings_menu = True
    add_to_reference_index = False
    nothing_yet = "Nog geen mailsjablonen. Een mail uit een dossier begint dan leeg."
    list_display = ["name", "subject_formal", "position"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            HelpPanel(template="leads/correspondence/placeholders.html"),
            FieldPanel("subject_formal"),
            FieldPanel("body_formal"),
            FieldPanel("subject_informal"),
            FieldPanel("body_informal"),
            FieldPanel("position"),
        ],
        base_form_class=TemplateForm,
    )


class DeskViewSetGroup(ViewSetGroup):
    menu_label = "Opvolging"
    menu_icon = "tasks"
    menu_order = 110
    items = (
        TodayViewSet,
        BoardViewSet,
        LeadViewSet,
        PlacementViewSet,
        EmployerViewSet,
        ProcurementViewSet,
        DuplicatesViewSet,
        TransferViewSet,
        ConnectionsViewSet,
        TrainingViewSet,
        StandingPriceViewSet,
    )
