"""The back office's screens for partners and the people who work there."""

from django import forms
from django.template.defaultfilters import date
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup

from brand import founding, joining
from brand.models import Activity, Membership, Organisation, Province, Role
from brand.viewsets import ScopedViewSet


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
        if not self.request.user.is_federation:
            for name in ("is_federation", "licence_until", "is_active", "slug", "name"):
                form.fields[name].disabled = True
        return form

    def save_instance(self):
        organisation = super().save_instance()
        founding.welcome(organisation)
        return organisation


class OrganisationCreate(OrganisationMixin, generic.CreateView):
    pass


class OrganisationEdit(OrganisationMixin, generic.EditView):
    pass


class OrganisationViewSet(ScopedViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Partners"
    name = "partners"
    add_view_class = OrganisationCreate
    edit_view_class = OrganisationEdit
    list_display = [
        "name",
        Column("kind", label="Soort", accessor="get_kind_display", sort_key="kind"),
        Column(
            "licence_until",
            label="Mag het merk gebruiken tot en met",
            accessor=lambda partner: date(partner.licence_until, "j F Y") or "zonder einddatum",
            sort_key="licence_until",
            classname="desk-second",
        ),
        Column(
            "is_active",
            label="Actief",
            accessor=lambda partner: "ja" if partner.is_active else "nee",
            sort_key="is_active",
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


class MembershipForm(forms.ModelForm):
    email = forms.EmailField(label="E-mailadres")
    name = forms.CharField(label="Naam", max_length=150, required=False)
    role = forms.ChoiceField(label="Rol", choices=Role.choices)

    class Meta:
        model = Membership
        fields = ["organisation", "role"]

    def clean(self):
        values = super().clean()
        organisation = values.get("organisation")
        taken = Membership.objects.filter(
            organisation=organisation,
            user__email__iexact=values.get("email"),
            role=values.get("role"),
        )
        if organisation and taken.exists():
            self.add_error("email", "Deze persoon heeft deze rol hier al.")
        return values


class MembershipCreate(generic.CreateView):
    def save_instance(self):
        values = self.form.cleaned_data
        return joining.join(
            values["organisation"],
            email=values["email"],
            name=values["name"],
            role=values["role"],
            by=self.request.user,
        )


class MembershipDelete(generic.DeleteView):
    def delete_action(self):
        joining.leave(self.object)


class MembershipViewSet(ScopedViewSet):
    model = Membership
    icon = "user"
    menu_label = "Mensen"
    name = "mensen"
    add_view_class = MembershipCreate
    delete_view_class = MembershipDelete
    list_display = ["user", "role", "organisation"]
    list_filter = ["role"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]

    def get_form_class(self, for_update=False):
        return MembershipForm


class ActivityViewSet(ScopedViewSet):
    model = Activity
    icon = "tag"
    menu_label = "Activiteiten"
    name = "activiteiten"
    list_display = ["name"]
    form_fields = ["name"]


class PartnerScreens(ViewSetGroup):
    menu_label = "Partners"
    menu_icon = "group"
    menu_order = 500
    items = (OrganisationViewSet, MembershipViewSet, ActivityViewSet)
