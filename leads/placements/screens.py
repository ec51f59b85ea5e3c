"""Placements in the back office: recording one, one on its own page, all of them in a list."""

from typing import Any, cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from brand import scoping
from brand.campaigns import links
from brand.text import row_number
from leads.desk import stops
from leads.desk.screens import DeskPage
from leads.follow_up.forms import StepForm
from leads.follow_up.record import LeadActionRefused
from leads.follow_up.screens import Bound, StepView
from leads.models import Contact, Interaction, Lead, Placement
from leads.models.placements import Side
from leads.placements import checks, recording
from leads.placements.forms import AnswerForm, CheckForm, PlacementForm


class RecordView(StepView):
    """A placement of this lead: what, for how many, from when, and who confirms."""

    template_name = "leads/placements/record.html"
    form_class = PlacementForm
    key = "placement"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_page_title(self) -> str:
        return f"Plaatsing: {self.lead}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": "Plaatsing"}]

    def get_context_data(self, *, bound: Bound | None = None, **kwargs: Any) -> dict[str, Any]:
        form = bound[1] if bound else self.form_class(lead=self.lead, user=self.request.user)
        return super().get_context_data(**kwargs) | {"form": form, "after": self.next_url()}

    def step(self, form: StepForm, version: int | None) -> Interaction | None:
        facts, asked = cast(PlacementForm, form).facts(), form.cleaned_data["ask"]
        placement = recording.record(
            self.lead, self.request.user, ask=asked, version=version, **facts
        )
        said = f"{self.lead}: {recording.sentence(placement)}"
        if asked:
            said += f" {asked} krijgt een mail om dit te bevestigen."
        messages.success(self.request, said)
        return None


class PlacementView(DeskPage):
    """One placement: the facts, who said what, what comes next."""

    model = Placement
    template_name = "leads/placements/placement.html"
    header_icon = "group"
    right = "leads.view_placement"

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Lead)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Placement.objects.visible_to(self.request.user, self.right)
        self.placement = get_object_or_404(
            rows.select_related(
                "form",
                "partner",
                "lead__employer",
                "lead__contact",
                "lead__first_touch__campaign",
            ).annotate(**stops.columns("lead__stop")),
            pk=kwargs["pk"],
        )
        self.lead = self.placement.lead

    def get_page_title(self) -> str:
        return f"{self.placement.lead}: {self.placement.form}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("placement:index"), "label": "Plaatsingen"},
            {"url": "", "label": str(self.placement.lead)},
        ]

    def may_change(self) -> bool:
        """Whoever follows the lead up corrects it; the partner answers, see `may_answer`."""
        owner = self.lead.owner_organisation_id
        return scoping.may(self.request.user, "leads.change_lead", owner)

    def may_answer(self) -> bool:
        return recording.works_at(self.request.user, self.placement)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        placement, due = self.placement, checks.due(self.placement)
        context: dict[str, Any] = {
            "placement": placement,
            "lead": self.lead,
            "sees_lead": Lead.objects.visible_to(self.request.user)
            .filter(pk=self.lead.pk)
            .exists(),
            "may_change": self.may_change(),
            "may_answer": self.may_answer(),
            "may_check": self.may_change() or self.may_answer(),
            "confirmations": placement.confirmations.select_related("by", "contact"),
            "stop": stops.words(placement),
            "touch_url": links.screen(self.lead.first_touch, self.request.user),
            "checks": placement.checks.select_related("by"),
            "due": due,
            "today": timezone.localdate(),
            "answer_form": AnswerForm(),
            "check_form": CheckForm(check=due) if due else None,
            "contacts": self.contacts(),
        }
        if self.may_change():
            context["form"] = PlacementForm(
                lead=self.lead, user=self.request.user, placement=placement
            )
        return super().get_context_data(**kwargs) | context | kwargs

    def contacts(self) -> QuerySet[Contact]:
        people = Contact.objects.visible_to(self.request.user)
        return people.filter(employer=self.lead.employer_id).exclude(email="")


class PlacementAct(PlacementView):
    """A step on a placement; POST only, and refused with what was typed still there."""

    http_method_names = ["get", "post"]
    right = "leads.change_placement"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.here)

    @property
    def here(self) -> str:
        return reverse("placement:edit", args=[self.placement.pk])

    def is_allowed(self) -> bool:
        return self.may_change()

    def act(self) -> HttpResponse | None:
        """Do it; a response where a form has to be shown again."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_allowed():
            raise Http404
        try:
            shown = self.act()
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
            return self.again(409)
        return shown or redirect(self.here)

    def again(self, status: int = 422, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**context), status=status)


class ChangeView(PlacementAct):
    def act(self) -> HttpResponse | None:
        user = self.request.user
        form = self.form = PlacementForm(
            self.request.POST, lead=self.lead, user=user, placement=self.placement
        )
        if not form.is_valid():
            return self.again(form=form)
        version = form.cleaned_data["version"]
        changed = recording.change(self.placement, user, version=version, **form.facts())
        said = "Bewaard."
        if not changed.employer_answer:
            said += " De werkgever moet dit nog bevestigen."
        messages.success(self.request, said)
        return None

    def again(self, status: int = 422, **context: Any) -> HttpResponse:
        return super().again(status, **{"form": self.form, **context})


class RemoveView(PlacementAct):
    def act(self) -> HttpResponse | None:
        recording.remove(self.placement, self.request.user)
        messages.success(self.request, f"{self.placement} is verwijderd.")
        return redirect(self.lead.get_absolute_url())


class AskView(PlacementAct):
    """Mail a contact the link; the same question twice is one mail."""

    def act(self) -> HttpResponse | None:
        number = row_number(self.request.POST.get("contact", ""))
        contact = self.contacts().filter(pk=number or 0).first()
        if contact is None:
            raise LeadActionRefused("Kies een contactpersoon met een e-mailadres.")
        recording.ask_contact(self.placement, contact, self.request.user)
        messages.success(self.request, f"{contact} krijgt een mail met een link.")
        return None


class AnswerView(PlacementAct):
    """The partner's own answer, by somebody of the partner."""

    def is_allowed(self) -> bool:
        return self.may_answer()

    def act(self) -> HttpResponse | None:
        form = AnswerForm(self.request.POST)
        if not form.is_valid():
            return self.again(answer_form=form)
        said = form.cleaned_data
        recording.answer(
            self.placement,
            Side.PARTNER,
            said["answer"],
            reason=said["reason"],
            by=self.request.user,
            version=said["version"],
        )
        messages.success(self.request, "Bedankt, jullie antwoord is bewaard.")
        return None


class CheckView(PlacementAct):
    """ "Loopt dit nog?", answered at the desk."""

    def is_allowed(self) -> bool:
        return self.may_change() or self.may_answer()

    def act(self) -> HttpResponse | None:
        due = checks.due(self.placement)
        if due is None or str(due.pk) != self.request.POST.get("check"):
            raise LeadActionRefused("Deze vraag werd intussen beantwoord.")
        form = CheckForm(self.request.POST, check=due)
        if not form.is_valid():
            return self.again(check_form=form)
        checks.answer(due, side=Side.PARTNER, by=self.request.user, **form.answer_words())
        messages.success(self.request, "Bewaard.")
        return None
