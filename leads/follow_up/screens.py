"""One lead on one page: next action, timeline, contacts."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from brand import scoping
from brand.campaigns import links
from brand.http.requests import DeskRequest
from leads.desk import stops
from leads.follow_up import forms, outcomes
from leads.follow_up.messages import done, failed
from leads.follow_up.record import LeadActionRefused
from leads.models import Contact, Employer, Interaction, Lead, PriceRequest
from leads.models.lead import LeadQuerySet
from leads.procurement import buyers
from leads.stages import NextAction

Kind = Interaction.Kind
Bound = tuple[str, forms.StepForm]  # the key of a step, and its form as it was posted

MOST_LINES = 60
FILTERS = {
    "alles": ("Alles", None),
    "gesprekken": (
        "Gesprekken",
        [Kind.MEETING, Kind.NOTE, *dict.fromkeys(result.kind for result in outcomes.RESULTS)],
    ),
    "bezoek": ("Bezoek en wensen", [Kind.REGISTRATION, Kind.CALLBACK, Kind.WISH]),
    "verloop": (
        "Verloop",
        [
            *(Kind.STAGE, Kind.NEXT, Kind.OWNER),
            *(Kind.HAND_OVER, Kind.PLACEMENT, Kind.PROCUREMENT),
        ],
    ),
}


class LeadView(BaseObjectMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Also drawn by every step that was refused, with what was typed still in its form."""

    model = Lead
    object: Lead
    request: DeskRequest
    permission_required: str | None = None
    any_permission_required: list[str] | None = ["view", "change"]
    template_name = "leads/follow_up/dossier.html"
    header_icon = "tasks"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.lead = self.object

    def get_base_object_queryset(self) -> LeadQuerySet:
        return (
            super()
            .get_base_object_queryset()
            .select_related(
                "employer__municipality",
                "activity",
                "contact",
                "owner",
                "owner_organisation",
                "source_organisation",
                "tour",
                "first_touch__campaign",
                "last_touch__campaign",
            )
            .prefetch_related("wishes")
            .annotate(**stops.columns("stop"))
        )

    def get_page_title(self) -> str:
        return str(self.lead)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("lead:index"), "label": "Opvolgdossiers"},
            {"url": "", "label": str(self.lead)},
        ]

    def get_context_data(self, *, bound: Bound | None = None, **kwargs: Any) -> dict[str, Any]:
        """`bound` is (key, form) of the step that was refused."""
        context = super().get_context_data(**kwargs)
        context |= {
            "lead": self.lead,
            "employer": self.lead.employer,
            "forms": self._forms(bound),
            "open_form": bound[0] if bound else None,
            "may_change": self._may("change"),
            "may_delete": self._may("delete"),
            "next_actions": NextAction.choices,
            "today": timezone.localdate(),
            "offer": self.lead.hand_overs.waiting().select_related("to_organisation").first(),
            "here": self.lead.get_absolute_url(),
            "placements": self.lead.placements.select_related("form", "partner"),
        }
        return context | self._people() | self._timeline() | self._procurement()

    def _procurement(self) -> dict[str, Any]:
        """What a public buyer means to buy; of another employer nothing is asked."""
        if not self.lead.employer.buyer_kind:
            return {"buyer_guess": buyers.suggestion(self.lead.employer)}
        asked = PriceRequest.objects.visible_to(self.request.user).filter(lead=self.lead)
        plans = self.lead.intentions.select_related("activity")
        promised = self.lead.pledges.all()
        return {"intentions": plans, "price_requests": asked, "pledges": promised}

    def _may(self, verb: str) -> bool:
        return scoping.may(self.request.user, f"leads.{verb}_lead", self.lead.owner_organisation_id)

    def _forms(self, bound: Bound | None) -> dict[str, forms.StepForm]:
        about: dict[str, Any] = {"lead": self.lead, "user": self.request.user}
        ready: dict[str, forms.StepForm] = {
            "outcome": forms.OutcomeForm(**about),
            "afspraak": forms.LogForm(kind=Kind.MEETING, **about),
            "notitie": forms.LogForm(kind=Kind.NOTE, **about),
            "move": forms.MoveForm(**about),
            "plan": forms.PlanForm(**about),
            "assign": forms.AssignForm(**about),
            "location": forms.LocationForm(**about),
        }
        planned = {
            "action": self.lead.next_action,
            "next_on": self.lead.next_action_on,
            "next_at": self.lead.next_action_at,
            "note": self.lead.next_action_note,
        }
        ready["plan"].initial = {**ready["plan"].initial, **planned}
        ready["move"].initial["stage"] = self.lead.stage
        return ready | dict([bound] if bound else [])

    def _people(self) -> dict:
        user, employer = self.request.user, self.lead.employer
        alike = Employer.objects.none()
        if employer.mail_domain:
            alike = Employer.objects.visible_to(user).filter(mail_domain=employer.mail_domain)
        others = Lead.objects.visible_to(user).filter(employer=employer).exclude(pk=self.lead.pk)
        return {
            "contacts": Contact.objects.visible_to(user).filter(employer=employer),
            "same_domain": alike.exclude(pk=employer.pk),
            "other_leads": others.select_related("tour", "owner_organisation"),
            "visits": self._visits(),
            "touch_url": links.screen(self.lead.first_touch, self.request.user),
        }

    def _visits(self) -> Iterable[Any]:
        """Registrations, which stand to the right of this room; here only if they are there."""
        registrations = getattr(self.lead, "registrations", None)
        return registrations.select_related("stop") if registrations else []

    def _timeline(self) -> dict:
        shown = self.request.GET.get("toon", "alles")
        kinds = FILTERS.get(shown, FILTERS["alles"])[1]
        lines = self.lead.interactions.select_related(
            "by", "undone_by", "page", "contact", "mail__outgoing"
        )
        if kinds:
            lines = lines.filter(kind__in=kinds)
        whole = "heel" in self.request.GET
        found = list(lines if whole else lines[: MOST_LINES + 1])
        return {
            "lines": found if whole else found[:MOST_LINES],
            "has_more_lines": not whole and len(found) > MOST_LINES,
            "filters": [(key, label) for key, (label, _) in FILTERS.items()],
            "shown": shown if shown in FILTERS else "alles",
        }


class StepView(LeadView):
    """A step on a lead; refused, it shows the lead with the sentence.

    Only POST acts; a GET, after reloading a refusal, shows the lead.
    """

    any_permission_required = None
    permission_required = "change"
    http_method_names = ["get", "post"]
    key = ""
    form_class: type[forms.StepForm]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.lead.get_absolute_url())

    def filled_in(self) -> forms.StepForm:
        return self.form_class(self.request.POST, lead=self.lead, user=self.request.user)

    def step(self, form: forms.StepForm, version: int | None) -> Interaction | None:
        """Do it, and give the line of the timeline; None when there was nothing to do."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.filled_in()
        line = None
        if form.is_valid():
            line = self._try(form)
        if form.errors:
            failed(request, form)
            self.object = self.lead = self.get_object()
            return self.render_to_response(
                self.get_context_data(bound=(self.key, form)), status=422
            )
        if line:
            done(request, line)
        return redirect(self.next_url())

    def _try(self, form: forms.StepForm) -> Interaction | None:
        try:
            return self.step(form, form.cleaned_data.get("version"))
        except LeadActionRefused as refused:
            form.add_error(None, str(refused))
            return None

    def next_url(self) -> str:
        return get_valid_next_url_from_request(self.request) or self.lead.get_absolute_url()

    def placement_url(self) -> str:
        """Where Samenwerking asks what was agreed; the undo stands above that page too."""
        if self.lead.placements.exists():
            return ""
        asked = reverse("lead:placement", args=[self.lead.pk])
        back = get_valid_next_url_from_request(self.request)
        return f"{asked}?{urlencode({'next': back})}" if back else asked

    def line_of(self, pk: int) -> Interaction:
        return get_object_or_404(Interaction, pk=pk, lead=self.lead)
