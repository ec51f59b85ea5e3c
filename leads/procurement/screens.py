"""Public buyers in the back office: who is one, what they mean to buy, and all of it in a list."""

import csv
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from brand import scoping
from brand.scoping import export
from leads.desk.screens import DeskPage
from leads.establishments.screens import EmployerView
from leads.follow_up.record import LeadActionRefused
from leads.follow_up.screens import LeadView
from leads.models import Lead, Pledge, PriceInvitation, PriceRequest, ProcurementIntention
from leads.procurement import buyers, intentions
from leads.procurement.forms import BuyerForm, IntentionForm

CHANGES = "leads.change_lead"
MOST = 100  # in the list; the download has them all


class BuyerView(EmployerView):
    """Say that an employer is a public buyer, or that it is none; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.here)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = BuyerForm(request.POST)
        if not form.is_valid():
            messages.error(request, "Kies een soort uit de lijst.")
            return redirect(self.next_url())
        buyers.mark(self.object, form.cleaned_data["kind"], self.request.user)
        said = self.object.buyer_words
        messages.success(
            request, f"{self.object}: {said}." if said else f"{self.object} is geen aankoper meer."
        )
        return redirect(self.next_url())

    def next_url(self) -> str:
        asked: str = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(asked, {self.request.get_host()})
        return asked if asked and is_ours else self.here


class OnLead(LeadView):
    """A page about one dossier on which something is filled in."""

    any_permission_required = None
    permission_required = "change"
    http_method_names = ["get", "head", "post"]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": self.get_page_title()}]

    def the_form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def keep(self, form: Any) -> HttpResponse:
        """Write it; raises LeadActionRefused."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Without what only the dossier itself shows.
        context = super(LeadView, self).get_context_data(**kwargs)
        return context | {
            "lead": self.lead,
            "employer": self.lead.employer,
            "here": self.lead.get_absolute_url(),
            "form": kwargs.get("form") or self.the_form(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, status = self.the_form(request.POST), 422
        if form.is_valid():
            try:
                return self.keep(form)
            except LeadActionRefused as refused:
                form.add_error(None, str(refused))
                status = 409
        return self.render_to_response(self.get_context_data(form=form), status=status)


class NewIntentionView(OnLead):
    """Another aankoopplan of this buyer."""

    template_name = "leads/procurement/intention.html"

    def get_page_title(self) -> str:
        return f"Nieuw aankoopplan: {self.lead}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | buyer_context(self.lead)

    def the_form(self, data: Any = None) -> IntentionForm:
        return IntentionForm(data, lead=self.lead, user=self.request.user)

    def keep(self, form: IntentionForm) -> HttpResponse:
        made = intentions.add(self.lead, self.request.user, **form.facts())
        messages.success(self.request, f"{made} is bewaard bij {self.lead}.")
        return redirect(self.lead.get_absolute_url())


def buyer_context(lead: Lead) -> dict[str, Any]:
    """Whether it is a public buyer, and else which it may be."""
    guess = buyers.suggestion(lead.employer)
    return {
        "guess": guess,
        "buyer_form": BuyerForm(initial={"kind": lead.employer.buyer_kind or guess}),
    }


class ProcurementPage(DeskPage):
    header_icon = "list-ul"

    @property
    def permission_policy(self) -> Any:
        return policy_registry.get_by_type(Lead)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("procurement:index"), "label": "Openbare aankopers"},
            {"url": "", "label": self.get_page_title()},
        ]


class IntentionView(ProcurementPage):
    """One aankoopplan; who follows the buyer up corrects it."""

    model = ProcurementIntention
    template_name = "leads/procurement/intention.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = ProcurementIntention.objects.visible_to(self.request.user)
        self.intention = get_object_or_404(
            rows.select_related("lead__employer", "lead__contact", "activity", "created_by"),
            pk=kwargs["pk"],
        )
        self.lead = self.intention.lead
        owner = self.lead.owner_organisation_id
        self.may_change = scoping.may(self.request.user, CHANGES, owner)

    def get_page_title(self) -> str:
        return f"{self.lead}: {self.intention}"

    def the_form(self, data: Any = None) -> IntentionForm:
        return IntentionForm(data, lead=self.lead, user=self.request.user, intention=self.intention)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "lead": self.lead,
            "employer": self.lead.employer,
            "here": self.lead.get_absolute_url(),
            "intention": self.intention,
            "may_change": self.may_change,
            "form": kwargs.get("form") or self.the_form(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        form = self.the_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        version = form.cleaned_data["version"]
        try:
            intentions.change(self.intention, self.request.user, version=version, **form.facts())
        except LeadActionRefused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, "Bewaard.")
        return redirect(self.lead.get_absolute_url())


class RemoveIntentionView(IntentionView):
    """Take a mistake away; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("procurement:intention", self.intention.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        try:
            intentions.remove(self.intention, self.request.user)
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
            return redirect("procurement:intention", self.intention.pk)
        messages.success(request, f"{self.intention} is verwijderd.")
        return redirect(self.lead.get_absolute_url())


class OverviewView(ProcurementPage):
    """What public buyers mean to buy, the soonest first."""

    page_title = "Openbare aankopers"
    template_name = "leads/procurement/overview.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*super().get_breadcrumbs_items()[:-2], {"url": "", "label": self.page_title}]

    def plans(self) -> QuerySet[ProcurementIntention]:
        rows = ProcurementIntention.objects.visible_to(self.request.user)
        if self.shows_ahead:
            rows = rows.ahead()
        rows = rows.select_related("lead__employer", "lead__owner_organisation", "activity")
        return rows.order_by(F("expected_on").asc(nulls_last=True), "pk")

    @property
    def shows_ahead(self) -> bool:
        return self.request.GET.get("toon") != "alles"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(self.plans()[: MOST + 1])
        return super().get_context_data(**kwargs) | {
            "plans": found[:MOST],
            "has_more": len(found) > MOST,
            "most": MOST,
            "shows_ahead": self.shows_ahead,
            **self.prices(),
        }

    def prices(self) -> dict[str, Any]:
        """What other partners ask of us, and what we asked; the newest first."""
        user = self.request.user
        mine = scoping.organisation_ids(user, "leads.view_lead")
        theirs = (
            PriceInvitation.objects.of_others()
            .filter(partner__in=mine, request__sent_at__isnull=False)
            .select_related("request__lead__employer", "request__organisation", "partner")
        )
        ours = PriceRequest.objects.visible_to(user).select_related(
            "lead__employer", "organisation"
        )
        return {
            "pledges": Pledge.objects.visible_to(user).select_related("lead__employer")[:MOST],
            "invitations": theirs.prefetch_related("answers").order_by("-invited_at", "-pk")[:MOST],
            "requests": ours.prefetch_related("invitations__answers")[:MOST],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return plans_as_csv(self.plans())
        found: HttpResponse = super().get(request, *args, **kwargs)
        return found


def csv_answer(name: str) -> HttpResponse:
    return HttpResponse(
        export.BYTE_ORDER_MARK,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


PLAN_COLUMNS = ["Aankoper", "Soort", "Wat", "Werk", "Interesse", "Omvang", "Bedrag in euro"]
PLAN_COLUMNS += ["Vorm", "Staat", "Verwacht vanaf", "Partner"]


def plans_as_csv(plans: QuerySet[ProcurementIntention]) -> HttpResponse:
    answer = csv_answer("aankoopplannen")
    writer = csv.writer(answer, delimiter=export.SEPARATOR)
    writer.writerow(PLAN_COLUMNS)
    for plan in export.read(plans):
        employer = plan.lead.employer
        said = [employer.name, employer.get_buyer_kind_display(), str(plan)]
        said += [str(plan.activity or ""), plan.get_wish_display(), plan.size]
        amount = "" if plan.amount is None else str(plan.amount).replace(".", ",")
        said += [amount, plan.get_form_display(), plan.get_status_display()]
        said += [str(plan.expected_on or ""), str(plan.lead.owner_organisation)]
        writer.writerow([export.harmless(cell) for cell in said])
    return answer
