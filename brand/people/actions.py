"""What is done with one person at one partner: asked again, let in again, gone."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.http import throttle
from brand.models import Membership, User
from brand.people import departure, invitation
from brand.sign_in import lockout, second_factor

INVITED = "{} krijgt een uitnodiging per mail."
WAITS_HERE = (
    "De uitnodiging voor {} staat klaar in Uitgaande post: er is geen mailserver. "
    "De federatie geeft de link door."
)
AGAIN = "{} krijgt een nieuwe uitnodiging. De vorige link werkt niet meer."
AGAIN_WAITS_HERE = f"{WAITS_HERE} De vorige link werkt niet meer."


class OnRow:
    """A page or a button about one row; foreign looks like missing."""

    model = Membership
    needs = "brand.view_membership"

    @cached_property
    def row(self) -> Membership:
        rows = Membership.objects.visible_to(self.request.user, self.needs)
        return get_object_or_404(rows.select_related("user", "organisation"), pk=self.kwargs["pk"])


class ActView(OnRow, View):
    http_method_names = ["post"]
    done = ""

    def post(self, request, pk):
        if refusal := self.act(self.row, request.user):
            messages.error(request, refusal)
        else:
            messages.success(request, self.said().format(self.row.person))
        return redirect("mensen:inspect", pk)

    def said(self) -> str:
        return self.done


class InviteAgainView(ActView):
    needs = "brand.add_membership"

    def said(self):
        return AGAIN if settings.EMAIL_URL else AGAIN_WAITS_HERE

    def act(self, row, by):
        if row.is_taken_up:
            raise Http404
        if not throttle.first_use("invitation again", row.pk, throttle.HOUR):
            return "Er vertrok het laatste uur al een nieuwe uitnodiging. Wacht een uur."
        if not invitation.may_mail(row.user.email):
            return invitation.OFTEN
        invitation.send(row, by)
        return None


class ResetView(ActView):
    needs = "brand.delete_membership"
    done = "De tweede factor van {} is weggehaald; de persoon krijgt daarvan een mail."

    def act(self, row, by):
        if not second_factor.may_reset(by, row.user):
            raise Http404
        second_factor.reset(row.user, by)


class LiftView(ActView):
    done = "{} kan meteen opnieuw proberen."

    def act(self, row, by):
        if not by.is_federation:
            raise Http404
        lockout.lift(row.user, by)


class DepartForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Wie neemt over?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Voorlopig niemand",
    )

    def __init__(self, *args, able: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = User.objects.filter(pk__in=[user.pk for user in able])
        field.initial = able[0].pk if able else None


class DepartView(OnRow, WagtailAdminTemplateMixin, TemplateView):
    """ "Vertrekt": in numbers what will happen, who takes over, and one button."""

    needs = "brand.delete_membership"
    template_name = "brand/people/depart.html"
    header_icon = "user"

    def get_page_title(self):
        return f"{self.row.person} vertrekt"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("mensen:index"), "label": "Mensen"},
            {"url": reverse("mensen:inspect", args=[self.row.pk]), "label": self.row.person},
            {"url": "", "label": "Vertrekt"},
        ]

    def get_context_data(self, **kwargs):
        user, organisation = self.row.user, self.row.organisation
        roles = Membership.objects.filter(user=user)
        works_here = roles.accepted().filter(organisation=organisation).exists()
        # Other partners of this person are shown only to users who work with that person.
        elsewhere = roles.exclude(organisation=organisation) if works_here else roles.none()
        able = departure.colleagues(user, organisation)
        context = {"form": DepartForm(able=able), "refusal": ""} | kwargs
        return super().get_context_data(
            row=self.row,
            works_here=works_here,
            shares=departure.shares(user, organisation),
            elsewhere=elsewhere.select_related("organisation"),
            **context,
        )

    def post(self, request, pk):
        user, organisation = self.row.user, self.row.organisation
        person = self.row.person  # as this reader may call the person, also afterwards
        form = DepartForm(request.POST, able=departure.colleagues(user, organisation))
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            departure.depart(user, organisation, form.cleaned_data["to"], request.user)
        except departure.DepartureRefused as reason:
            return self.render_to_response(self.get_context_data(form=form, refusal=str(reason)))
        messages.success(request, f"{person} heeft geen toegang meer tot {organisation}.")
        return redirect("mensen:index")
