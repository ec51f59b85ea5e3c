"""The back office's screens for the people of a partner: who works there, and who leaves."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from brand import scoping
from brand.dates import words
from brand.forms.fields import MailField, NameField
from brand.models import Membership, Role, User
from brand.people import actions, departure, invitation
from brand.people import membership as people_membership
from brand.scoping.viewsets import ScopedViewSet
from brand.sign_in import lockout, second_factor


class MembershipForm(forms.ModelForm):
    email = MailField(label="E-mailadres", autocomplete="off")
    name = NameField("Naam", "off", max_length=150, required=False)
    role = forms.ChoiceField(label="Rol", choices=Role.choices)

    class Meta:
        model = Membership
        fields = ["organisation", "role"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = field.queryset.filter(is_active=True)
        self.fields["role"].help_text = format_html(
            "<ul>{}</ul>",
            format_html_join(
                "", "<li><strong>{}</strong>: {}</li>", [(one.label, one.does) for one in Role]
            ),
        )

    def clean(self):
        values = super().clean()
        organisation = values.get("organisation")
        taken = Membership.objects.filter(
            organisation=organisation,
            user__email=values.get("email") or "",
            role=values.get("role"),
        )
        if organisation and taken.exists():
            self.add_error("email", "Deze persoon heeft deze rol hier al.")
        if not self.errors and not invitation.may_mail(values["email"]):
            self.add_error("email", invitation.OFTEN)
        return values


class MembershipCreate(generic.CreateView):
    page_title = "Nieuw"
    page_subtitle = "Nodig iemand uit"
    submit_button_label = "Stuur de uitnodiging"
    success_message = None

    def save_instance(self):
        values = self.form.cleaned_data
        membership = invitation.invite(
            values["organisation"],
            email=values["email"],
            name=values["name"],
            role=values["role"],
            by=self.request.user,
        )
        said = actions.INVITED if settings.EMAIL_URL else actions.WAITS_HERE
        messages.success(self.request, said.format(membership.person))
        return membership


class MembershipEdit(generic.EditView):
    """A role is given and taken, not changed: what there is to do stands on the person's page."""

    def dispatch(self, request, *args, **kwargs):
        return redirect("mensen:inspect", self.get_object().pk)


class MembershipDelete(generic.DeleteView):
    """One role of several. The last one is a departure, which asks who takes over."""

    def get(self, request, *args, **kwargs):
        return redirect("mensen:depart", self.object.pk) if self.is_last else super().get(request)

    @property
    def is_last(self) -> bool:
        own = Membership.objects.filter(
            user=self.object.user_id, organisation=self.object.organisation_id
        )
        others = own.exclude(pk=self.object.pk)
        # A pending offer does not count as staff.
        return not (others.accepted() if self.object.is_accepted else others).exists()

    def delete_action(self):
        if self.is_last:
            user, organisation = self.object.user, self.object.organisation
            departure.depart(user, organisation, None, self.request.user)
        else:
            people_membership.leave(self.object)


class AgainColumn(Column):
    """ "Stuur opnieuw", where an invitation is still open."""

    cell_template_name = "brand/people/again.html"

    def render_cell_html(self, instance, parent_context):
        context = {"row": instance}
        return self.cell_template.render(context, request=parent_context.get("request"))


class MembershipIndex(generic.IndexView):
    page_title = "Mensen"
    add_item_label = "Nodig iemand uit"

    def get_base_queryset(self):
        rows = super().get_base_queryset().select_related("user", "organisation")
        return rows.prefetch_related("invitations")

    @cached_property
    def locked(self):
        return lockout.locked_until()

    @cached_property
    def columns(self):
        listed = super().columns
        next(column for column in listed if column.name == "user").accessor = "person"
        return [
            *listed,
            Column("stands", label="Stand", accessor=lambda row: stands(row, self.locked)),
            AgainColumn("again", label="Uitnodiging"),
        ]


def stands(membership: Membership, locked: dict) -> str:
    user = membership.user
    if not membership.is_taken_up:
        asked = list(membership.invitations.all())
        if not asked:
            return "nog niet uitgenodigd"
        over = asked[0].expires_at <= timezone.now()
        return "uitgenodigd, nog niet binnen" + (" (link verlopen)" if over else "")
    if until := locked.get(user.email):
        return f"geblokkeerd tot {words.clock(until)}"
    return "actief"


class PersonView(generic.InspectView):
    """One person at one partner, and what can be done."""

    template_name = "brand/people/person.html"
    page_title = "Persoon"

    def get_context_data(self, **kwargs):
        row, by = self.object, self.request.user
        user = row.user
        locked = lockout.locked_until(username=user.email)
        return super().get_context_data(
            row=row,
            stands=stands(row, locked),
            may_invite=may(by, "add", row) and not row.is_taken_up,
            has_factor=row.is_accepted and second_factor.is_set_up(user),
            may_reset=second_factor.may_reset(by, user),
            may_lift=by.is_federation and bool(locked),
            may_depart=may(by, "delete", row) and by != user,
            **kwargs,
        )


def may(user: User, verb: str, row: Membership) -> bool:
    return scoping.may(user, f"brand.{verb}_membership", row.organisation_id)


class MembershipViewSet(ScopedViewSet):
    model = Membership
    icon = "user"
    menu_label = "Mensen"
    name = "mensen"
    index_view_class = MembershipIndex
    add_view_class = MembershipCreate
    edit_view_class = MembershipEdit
    delete_view_class = MembershipDelete
    inspect_view_class = PersonView
    inspect_view_enabled = True
    list_display = ["user", "role", "organisation"]
    list_filter = ["role"]
    search_fields = ["user__email", "user__first_name", "user__last_name"]

    def get_form_class(self, for_update=False):
        return MembershipForm

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("uitnodigen/<int:pk>/", actions.InviteAgainView.as_view(), name="invite_again"),
            path("tweede-factor/<int:pk>/", actions.ResetView.as_view(), name="reset"),
            path("blokkering/<int:pk>/", actions.LiftView.as_view(), name="lift"),
            path("vertrekt/<int:pk>/", actions.DepartView.as_view(), name="depart"),
        ]
