"""The back office's screens for partners: who may use the brand, and who stops."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.widgets.button import Button

from brand import founding, permissions
from brand.models import Activity, Organisation, Province, User
from brand.partners import licence
from brand.people import departure
from brand.people.screens import MembershipViewSet
from brand.scoping.viewsets import ScopedViewSet


class OrganisationForm(WagtailAdminModelForm):
    """The federation decides who may use the brand; a partner keeps its own card up to date."""

    provinces = forms.MultipleChoiceField(
        label="Provincies",
        choices=Province.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class OrganisationMixin:
    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        form.fields["is_active"].disabled = True  # "Vertrekt" and "Weer actief maken" do more
        if not self.request.user.is_federation:
            for name in ("is_federation", "licence_until", "slug", "name"):
                form.fields[name].disabled = True
        return form

    def save_instance(self):
        organisation = super().save_instance()
        founding.welcome(organisation)
        if "is_federation" in self.form.changed_data:
            for user in User.objects.filter(memberships__organisation=organisation).distinct():
                permissions.place_in_groups(user)
        return organisation


class OrganisationCreate(OrganisationMixin, generic.CreateView):
    pass


class OrganisationEdit(OrganisationMixin, generic.EditView):
    pass


class OrganisationIndex(generic.IndexView):
    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if self.request.user.is_federation and not instance.is_federation:
            url = reverse("partners:close", args=[instance.pk])
            label = "Vertrekt" if instance.is_active else "Weer actief maken"
            buttons.append(Button(label, url=url, icon_name="logout", priority=60))
        return buttons


class FederationRequiredMixin:
    """One partner, for users who may end it; for others the address does not exist."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_federation or not request.user.has_perm("brand.change_organisation"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def organisation(self) -> Organisation:
        partners = Organisation.objects.visible_to(self.request.user)
        return get_object_or_404(partners, pk=self.kwargs["pk"], is_federation=False)


class CloseView(FederationRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """ "Vertrekt": in numbers what will happen to a whole partner; or the way back."""

    template_name = "brand/people/close.html"
    header_icon = "group"

    def get_page_title(self):
        active = self.organisation.is_active
        return f"{self.organisation} {'vertrekt' if active else 'doet niet meer mee'}"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("partners:index"), "label": "Partners"},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            organisation=self.organisation,
            shares=departure.shares_of(self.organisation),
            **kwargs,
        )

    def post(self, request, pk):
        take_down = "take_down" in request.POST
        try:
            departure.close(self.organisation, request.user, take_down=take_down)
        except departure.DepartureRefused as reason:
            return self.render_to_response(self.get_context_data(refusal=str(reason)))
        messages.success(request, f"{self.organisation} doet niet meer mee.")
        return redirect("partners:index")


class ReopenView(FederationRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request, pk):
        departure.reopen(self.organisation, request.user)
        messages.success(
            request, f"{self.organisation} is weer actief. Nodig de mensen opnieuw uit."
        )
        return redirect("partners:index")


class OrganisationViewSet(ScopedViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Partners"
    name = "partners"
    nothing_yet = (
        "Nog geen partners. Een partner schrijft verhalen, ontvangt werkgevers en volgt ze "
        "op; mensen nodig je uit bij hun partner."
    )
    add_view_class = OrganisationCreate
    edit_view_class = OrganisationEdit
    index_view_class = OrganisationIndex
    list_display = [
        "name",
        Column("kind", label="Soort", accessor="get_kind_display", sort_key="kind"),
        Column(
            "licence",
            label="Mag het merk gebruiken",
            accessor=licence.in_words,
            sort_key="licence_until",
            classname="desk-second",
        ),
    ]
    list_filter = ["kind", "is_active"]
    search_fields = ["name"]
    inspect_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
            FieldPanel("kind"),
            FieldPanel("description"),
            FieldPanel("logo"),
            MultiFieldPanel(
                [FieldPanel("email"), FieldPanel("phone"), FieldPanel("website")], "Bereikbaar"
            ),
            MultiFieldPanel(
                [
                    FieldPanel("provinces"),
                    FieldPanel("municipalities"),
                    FieldPanel("base"),
                    FieldPanel("activities", widget=forms.CheckboxSelectMultiple),
                    FieldPanel("lead_capacity"),
                ],
                "Wat en waar",
            ),
            MultiFieldPanel(
                [FieldPanel("licence_until"), FieldPanel("is_active"), FieldPanel("is_federation")],
                "Gebruik van het merk",
            ),
        ],
        base_form_class=OrganisationForm,
    )

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("vertrekt/<int:pk>/", CloseView.as_view(), name="close"),
            path("weer-actief/<int:pk>/", ReopenView.as_view(), name="reopen"),
        ]


class ActivityViewSet(ScopedViewSet):
    model = Activity
    icon = "tag"
    menu_label = "Activiteiten"
    nothing_yet = (
        "Nog geen activiteiten. Dit is het werk dat partners doen, zoals verpakken of "
        "groenonderhoud. Partners kiezen er uit deze lijst."
    )
    name = "activiteiten"
    list_display = ["name"]
    form_fields = ["name"]


class PartnerScreens(ViewSetGroup):
    menu_label = "Partners"
    menu_icon = "group"
    menu_order = 500
    items = (OrganisationViewSet, MembershipViewSet, ActivityViewSet)
