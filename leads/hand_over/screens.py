"""Offering a lead to another partner, and answering such an offer."""

from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from brand import scoping
from brand.models import Activity, User
from brand.text import row_number
from leads.desk.screens import DeskPage
from leads.follow_up.forms import StepForm
from leads.follow_up.record import LeadActionRefused
from leads.follow_up.screens import Bound, StepView
from leads.hand_over import forms
from leads.hand_over import offers as hand_over_offers
from leads.models import HandOver, Interaction, Lead
from leads.models.hand_overs import HandOverQuerySet
from leads.routing import proposals
from leads.routing.screens import partners_of

MOST_PROPOSED = 8
MOST = 50  # hand-overs on a page, each way


class OfferView(StepView):
    """Partner, what they will see, a word: three clicks."""

    template_name = "leads/hand_over/offer.html"
    form_class = forms.OfferForm
    key = "offer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return f"Overdragen: {self.lead}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": "Overdragen"}]

    def get_context_data(self, *, bound: Bound | None = None, **kwargs: Any) -> dict[str, Any]:
        form = bound[1] if bound else self.form_class(lead=self.lead, user=self.request.user)
        context = super().get_context_data(**kwargs)
        activity = self._activity()
        if not bound and activity:
            form.initial["activity"] = activity.pk
        ranked = proposals.proposals(self.lead, activity)
        return context | {
            "form": form,
            "activity": activity or self.lead.activity,
            "proposed": [one for one in ranked if one.fits][:MOST_PROPOSED],
            "others": [one for one in ranked if not one.fits],
        }

    def _activity(self) -> Activity | None:
        """The work that was chosen on this page, to look again."""
        typed = self.request.POST.get("activity") or self.request.GET.get("activity", "")
        number = row_number(typed)
        return Activity.objects.filter(pk=number).first() if number else None

    def step(self, form: StepForm, version: int | None) -> Interaction | None:
        said = form.cleaned_data
        hand_over_offers.offer(
            self.lead,
            said["to"],
            self.request.user,
            said["note"],
            activity=said["activity"],
            passes_on=said["passes_on"],
            version=version,
        )
        messages.success(self.request, f"{self.lead} is aangeboden aan {said['to']}.")
        return None


class HandOversView(DeskPage):
    """What we were offered, and what became of what we offered."""

    page_title = "Overdrachten"
    header_icon = "resubmit"
    template_name = "leads/hand_over/hand_overs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        mine = scoping.organisation_ids(user, "leads.view_lead")
        offers = HandOver.objects.visible_to(user).select_related(
            "lead__employer", "from_organisation", "to_organisation"
        )
        received = Q(to_organisation__in=mine)
        return super().get_context_data(**kwargs) | {
            "received": _first(offers.filter(received)),
            "sent": _first(offers.exclude(received)),
            "partners": partners_of(user),
        }


def _first(offers: HandOverQuerySet) -> list[HandOver]:
    """What waits for an answer first, or the answered ones would hide it one day."""
    offers = offers.order_by("-offered_at", "-pk")
    waiting = list(offers.waiting()[:MOST])
    return waiting + list(offers.exclude(state=HandOver.State.OFFERED)[: MOST - len(waiting)])


class HandOverView(DeskPage):
    """One offer: the receiver sees what it is about and answers, the sender what came of it."""

    model = HandOver
    template_name = "leads/hand_over/hand_over.html"
    header_icon = "resubmit"

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Lead)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.offer = get_object_or_404(
            HandOver.objects.visible_to(self.request.user).select_related(
                "lead__employer__municipality", "from_organisation", "to_organisation"
            ),
            pk=kwargs["pk"],
        )
        right = "leads.change_lead"
        mine = scoping.organisation_ids(self.request.user, right)
        everything = scoping.is_everywhere(self.request.user, right)
        self.is_receiver = everything or self.offer.to_organisation_id in mine
        self.is_sender = everything or self.offer.from_organisation_id in mine

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("today:hand_overs"), "label": "Overdrachten"},
            {"url": "", "label": str(self.offer.lead)},
        ]

    def get_page_title(self) -> str:
        return f"Overdracht: {self.offer.lead}"

    def get_context_data(self, form: Form | None = None, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "offer": self.offer,
            "is_receiver": self.is_receiver,
            "is_sender": self.is_sender,
            "waits": self.offer.state == HandOver.State.OFFERED,
            "form": form or forms.DeclineForm(),
        }


class AnswerView(HandOverView):
    """An answer to an offer; POST only, and only by the side whose answer it is."""

    http_method_names = ["post"]

    def may_answer(self) -> bool:
        return self.is_receiver

    def answer(self, user: User) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_answer():
            raise Http404
        try:
            self.answer(self.request.user)
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
        return redirect(self.next_url())

    def next_url(self) -> str:
        return reverse("today:hand_over", args=[self.offer.pk])


class AcceptView(AnswerView):
    def answer(self, user: User) -> None:
        hand_over_offers.accept(self.offer, user)
        messages.success(self.request, f"{self.offer.lead} is nu van jullie.")

    def next_url(self) -> str:
        ours = Lead.objects.visible_to(self.request.user).filter(pk=self.offer.lead_id)
        return self.offer.lead.get_absolute_url() if ours.exists() else super().next_url()


class DeclineView(AnswerView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.form = forms.DeclineForm(request.POST)
        if self.may_answer() and not self.form.is_valid():
            return self.render_to_response(self.get_context_data(form=self.form), status=422)
        return super().post(request, *args, **kwargs)

    def answer(self, user: User) -> None:
        hand_over_offers.decline(self.offer, user, self.form.cleaned_data["reason"])
        messages.success(self.request, "Bedankt. De andere partner krijgt het dossier terug.")


class WithdrawView(AnswerView):
    def may_answer(self) -> bool:
        return self.is_sender

    def answer(self, user: User) -> None:
        hand_over_offers.withdraw(self.offer, user)
        messages.success(self.request, f"{self.offer.lead} blijft bij jullie.")
