"""The roadshow's screens in Wagtail's admin: stops, registrations, and venues."""

from django.urls import path
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from brand import places, scoping
from brand.forms.conflicts import ConflictMixin
from brand.scoping.page_form import OwnFilesMixin
from brand.scoping.viewsets import ScopedViewSet
from roadshow.mobility import screens as mobility_screens
from roadshow.models import Registration, Venue
from roadshow.permissions import hosts_for
from roadshow.planning import screens as planning_screens
from roadshow.planning.filters import StopFilterSet
from roadshow.registration import screens as registration_screens
from roadshow.registration.filters import RegistrationFilterSet
from roadshow.stop_mails import screens as stop_mail_screens


class CellColumn(Column):
    """A column drawn by a template of ours, which gets the row as `instance`."""

    def __init__(self, name, template, **kwargs):
        super().__init__(name, **kwargs)
        self.cell_template_name = f"roadshow/planning/cells/{template}.html"


class StopViewSet(ViewSet):
    name = "haltes"
    icon = "calendar-alt"
    menu_label = "Haltes"

    list_display = [
        "title",
        Column("when", label="Wanneer", sort_key="starts_at"),
        Column("venue", label="Plaats"),
        Column("organisation", label="Gastheer"),
        CellColumn("state", "state", label="Stand"),
        CellColumn("seats_taken", "seats", label="Plaatsen"),
        Column("waiting", label="Wachtlijst", classname="desk-second"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            index_url_name="haltes:index",
            index_results_url_name="haltes:index_results",
            add_url_name="haltes:add",
            edit_url_name="haltes:edit",
            header_icon=self.icon,
            **kwargs,
        )

    def index(self, **kwargs):
        return self.construct_view(
            planning_screens.StopIndex,
            list_display=self.list_display,
            add_item_label="Nieuwe halte",
            page_title="Haltes",
            filterset_class=StopFilterSet,
            search_fields=["title", "venue__name", "venue__municipality__name"],
            search_backend_name=None,
            template_name="roadshow/planning/stops.html",
            paginate_by=50,
            **kwargs,
        )

    def get_urlpatterns(self):
        return [
            path("", self.index(), name="index"),
            path("results/", self.index(results_only=True), name="index_results"),
            path("bereikbaar/", mobility_screens.ReachView.as_view(), name="reach"),
            path("nieuw/", self.construct_view(planning_screens.PlanView), name="add"),
            path("<int:pk>/", self.construct_view(planning_screens.ChangeView), name="edit"),
            path("<int:pk>/kopie/", self.construct_view(planning_screens.CopyView), name="copy"),
            path(
                "<int:pk>/annuleer/",
                self.construct_view(planning_screens.CancelView),
                name="cancel",
            ),
            path(
                "<int:pk>/mail/",
                self.construct_view(stop_mail_screens.StopMailView),
                name="mail",
            ),
            path(
                "<int:pk>/mail/<int:mail>/hou-tegen/",
                self.construct_view(stop_mail_screens.HaltView),
                name="halt",
            ),
        ]


class RegistrationViewSet(ScopedViewSet):
    """Registrations come from people; the desk reads, mails again and cancels on their behalf."""

    model = Registration
    name = "inschrijvingen"
    icon = "group"
    menu_label = "Inschrijvingen"
    nothing_yet = (
        "Nog geen inschrijvingen. Ze komen hier zodra een werkgever op de site een plaats "
        "neemt in een halte."
    )
    # The usage page is not needed here, and its index would slow every registration down.
    add_to_reference_index = False
    index_view_class = registration_screens.RegistrationIndex
    inspect_view_class = registration_screens.RegistrationInspect
    inspect_view_enabled = True
    filterset_class = RegistrationFilterSet
    search_fields = ["name", "company", "email", "phone", "companions__name"]
    search_backend_name = None
    list_per_page = 50
    list_display = [
        "name",
        "company",
        "stop",
        Column("seats", label="Plaatsen", sort_key="seats", classname="desk-second"),
        "state",
        "created_at",
    ]
    list_export = [
        "stop.title", "stop.starts_at", "name", "company", "email", "phone",
        "seats", "get_state_display", "created_at",
    ]  # fmt: skip
    export_headings = {
        "stop.title": "Halte",
        "stop.starts_at": "Begint",
        "name": "Naam",
        "company": "Bedrijf",
        "email": "E-mailadres",
        "phone": "Gsm-nummer",
        "seats": "Plaatsen",
        "get_state_display": "Staat",
        "created_at": "Ingeschreven op",
    }
    export_filename = "inschrijvingen"
    form_fields = ["name"]  # asked by the viewset; there is no form
    SHOWN = {"index", "index_results", "inspect"}

    def get_common_view_kwargs(self, **kwargs):
        given = super().get_common_view_kwargs(**kwargs)
        return {**given, "add_url_name": None, "edit_url_name": None, "delete_url_name": None}

    def get_urlpatterns(self):
        kept = [pattern for pattern in super().get_urlpatterns() if pattern.name in self.SHOWN]
        return [
            *kept,
            path(
                "<int:pk>/annuleer/", registration_screens.CancelOnBehalf.as_view(), name="cancel"
            ),
            path(
                "<int:pk>/wat-hield-tegen/",
                registration_screens.HeldBackView.as_view(),
                name="held_back",
            ),
            path("<int:pk>/mail/", registration_screens.Resend.as_view(), name="resend"),
        ]


class VenueForm(ConflictMixin, OwnFilesMixin, WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["municipality"].required = False
        self.fields["municipality"].help_text = "Leeg: de gemeente van de postcode."
        user = self.for_user
        if user and not scoping.is_everywhere(user, "roadshow.add_venue"):
            self.fields["organisation"].queryset = hosts_for(user)
            self.fields["organisation"].required = True
            self.fields["organisation"].help_text = ""

    def clean(self):
        values = super().clean()
        if not values.get("municipality") and "municipality" not in self.errors:
            values["municipality"] = places.municipality_of(values.get("postal_code") or "")
            if values["municipality"] is None:
                self.add_error("municipality", "Kies de gemeente, of vul een postcode in.")
        return values


class VenueViewSet(ScopedViewSet):
    model = Venue
    name = "locaties"
    icon = "site"
    menu_label = "Locaties"
    nothing_yet = (
        "Nog geen locaties. Een halte staat altijd op een locatie: begin dus hier, en plan "
        "daarna een halte."
    )
    index_view_class = registration_screens.VenueIndex
    add_view_class = registration_screens.VenueCreate
    edit_view_class = registration_screens.VenueEdit
    delete_view_class = registration_screens.VenueDelete
    list_display = ["name", "municipality", "organisation"]
    list_filter = ["municipality__province"]
    search_fields = ["name", "street", "municipality__name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("street"), FieldPanel("postal_code")]),
            FieldPanel("municipality"),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
            FieldPanel("organisation"),
            FieldPanel("picture"),
            MultiFieldPanel(
                [FieldPanel("parking"), FieldPanel("public_transport"), FieldPanel("bicycle")],
                "Bereikbaar",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("has_ramp"),
                    FieldPanel("has_induction_loop"),
                    FieldPanel("has_accessible_toilet"),
                ],
                "Toegankelijk",
            ),
        ],
        base_form_class=VenueForm,
    )


class RoadshowViewSetGroup(ViewSetGroup):
    menu_label = "Roadshow"
    menu_icon = "calendar-alt"
    menu_order = 150
    items = (StopViewSet, RegistrationViewSet, VenueViewSet)
