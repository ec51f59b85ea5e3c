"""Asking partners for prices, and comparing what they answer; for who asks."""

import csv
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin import messages

from brand import scoping
from brand.models import Organisation
from brand.scoping import export
from brand.text import row_number, row_numbers
from leads.follow_up.record import LeadActionRefused
from leads.models import Lead, PriceRequest, ProcurementIntention
from leads.procurement import comparison, requests
from leads.procurement.comparison import Comparison
from leads.procurement.figures import figure
from leads.procurement.price_forms import ExtendForm, RequestForm, line_forms
from leads.procurement.screens import CHANGES, OnLead, ProcurementPage, csv_answer

MORE = "meer"  # the button for further lines


class NewRequestView(OnLead):
    """A prijsaanvraag from a dossier, or from one of its plans (`?plan=`)."""

    template_name = "leads/procurement/request_form.html"

    def get_page_title(self) -> str:
        return f"Vraag prijzen: {self.lead}"

    def plan(self) -> ProcurementIntention | None:
        asked = row_number(self.request.GET.get("plan", ""))
        return self.lead.intentions.filter(pk=asked).first() if asked else None

    def the_form(self, data: Any = None) -> RequestForm:
        user = self.request.user
        return RequestForm(data, lead=self.lead, user=user, intention=self.plan())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = kwargs.pop("lines", None) or line_forms(intention=self.plan())
        return super().get_context_data(**kwargs) | {"lines": lines}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, lines = self.the_form(request.POST), line_forms(with_more(request))
        if MORE in request.POST:
            shown = self.get_context_data(form=form, lines=lines)
            return self.render_to_response(shown)
        made = kept(self, form, lines, lead=self.lead, intention=self.plan())
        if made is None:
            shown = self.get_context_data(form=form, lines=lines)
            return self.render_to_response(shown, status=422)
        return redirect("procurement:request", made.pk)


def with_more(request: HttpRequest) -> Any:
    """What was typed, with three further empty lines where those were asked."""
    if MORE not in request.POST:
        return request.POST
    data = request.POST.copy()
    now = row_number(data.get("regel-TOTAL_FORMS", "")) or 0
    data["regel-TOTAL_FORMS"] = str(min(now + 3, requests.MOST_LINES))
    return data


def kept(
    view: Any,
    form: RequestForm,
    lines: Any,
    *,
    lead: Lead,
    request: PriceRequest | None = None,
    **more: Any,
) -> PriceRequest | None:
    """The request as written; None where something has to be looked at again."""
    if not (form.is_valid() & lines.is_valid()):
        return None
    facts = [line.facts() for line in lines if not line.is_empty]
    try:
        return requests.draft(
            lead, view.request.user, facts, request=request, **form.facts(), **more
        )
    except LeadActionRefused as refused:
        form.add_error(None, str(refused))
        return None


class RequestPage(ProcurementPage):
    """One request, of who asked."""

    model = PriceRequest

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        user = self.request.user
        rows = PriceRequest.objects.visible_to(user).select_related(
            "lead__employer__municipality",
            "lead__activity",
            "organisation",
            "intention__activity",
            "contact",
            "created_by",
        )
        self.asked = get_object_or_404(rows, pk=kwargs["pk"])
        self.may_change = scoping.may(user, CHANGES, self.asked.organisation_id)

    def get_page_title(self) -> str:
        return str(self.asked)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        leads = Lead.objects.visible_to(self.request.user)
        return super().get_context_data(**kwargs) | {
            "asked": self.asked,
            "employer": self.asked.lead.employer,
            "sees_lead": leads.filter(pk=self.asked.lead_id).exists(),
            "may_change": self.may_change,
        }


class RequestView(RequestPage):
    """A draft: what partners will see, and whom to ask. Sent: what they answered."""

    def get_template_names(self) -> list[str]:
        name = "draft" if self.asked.is_draft else "comparison"
        return [f"leads/procurement/{name}.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv" and not self.asked.is_draft:
            return as_csv(comparison.compare(self.asked))
        found: HttpResponse = super().get(request, *args, **kwargs)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | {
            "lines": self.asked.lines.all(),
            "contact": self.asked.contact if self.asked.shows_contact else None,
        }
        if self.asked.is_draft or self.asked.is_open:
            proposed = [one for one in requests.proposed(self.asked) if not one.is_asked]
            own = self.asked.organisation
            context |= {
                "own": None if self.asked.invitations.filter(partner=own).exists() else own,
                "proposed": [one.proposal for one in proposed if one.proposal.fits],
                "others": [one.proposal for one in proposed if not one.proposal.fits],
            }
        if not self.asked.is_draft:
            context |= {
                "compared": comparison.compare(self.asked),
                "assumptions": comparison.ASSUMPTIONS,
                "extend_form": ExtendForm(initial={"closes_on": self.asked.closes_on}),
            }
        return context | kwargs


class ChangeRequestView(RequestPage):
    """The words and lines of a draft."""

    template_name = "leads/procurement/request_form.html"

    def get_page_title(self) -> str:
        return f"Wijzig: {self.asked}"

    def the_form(self, data: Any = None) -> RequestForm:
        user = self.request.user
        return RequestForm(data, lead=self.asked.lead, user=user, request=self.asked)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change or not self.asked.is_draft:
            return redirect("procurement:request", self.asked.pk)
        found: HttpResponse = super().get(request, *args, **kwargs)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "lead": self.asked.lead,
            "form": kwargs.get("form") or self.the_form(),
            "lines": kwargs.get("lines") or line_forms(request=self.asked),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        form, lines = self.the_form(request.POST), line_forms(with_more(request))
        shown = {"form": form, "lines": lines}
        if MORE in request.POST:
            return self.render_to_response(self.get_context_data(**shown))
        if kept(self, form, lines, lead=self.asked.lead, request=self.asked) is None:
            return self.render_to_response(self.get_context_data(**shown), status=422)
        return redirect("procurement:request", self.asked.pk)


class RequestAct(RequestView):
    """A step on a request; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("procurement:request", self.asked.pk)

    def act(self) -> HttpResponse | None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        try:
            shown = self.act()
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
            self.asked.refresh_from_db()
            return self.render_to_response(self.get_context_data(), status=409)
        return shown or redirect("procurement:request", self.asked.pk)


class SendView(RequestAct):
    def act(self) -> None:
        chosen = row_numbers(self.request.POST.getlist("to"))
        own = self.asked.organisation_id
        partners = Organisation.objects.partners() | Organisation.objects.filter(pk=own)
        asked = partners.filter(pk__in=chosen).order_by("name")
        told = requests.send(self.asked, asked, self.request.user)
        names = ", ".join(str(one) for one in told if one.pk != own)
        if names:
            messages.success(self.request, f"Gevraagd aan {names}. Elk ziet alleen de eigen vraag.")
        else:
            messages.success(self.request, "Vul nu jullie eigen prijzen in.")


class ExtendView(RequestAct):
    def act(self) -> HttpResponse | None:
        form = ExtendForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(extend_form=form), status=422)
        requests.extend(self.asked, form.cleaned_data["closes_on"], self.request.user)
        messages.success(self.request, "De laatste dag is gewijzigd.")
        return None


class WithdrawView(RequestAct):
    def act(self) -> None:
        requests.withdraw(self.asked, self.request.user)
        messages.success(self.request, f"{self.asked} is ingetrokken. De partners krijgen bericht.")


class ThrowAwayView(RequestAct):
    def act(self) -> HttpResponse:
        requests.throw_away(self.asked)
        messages.success(self.request, f"{self.asked} is weggegooid.")
        return redirect("procurement:index")


COLUMNS = ["Regel", "Hoeveelheid", "Eenheid", "Waar", "Tegen", "Partner", "Antwoord"]
COLUMNS += ["Prijs zonder btw", "Per", "Btw in %", "Totaal zonder btw", "Minimum", "Levertijd"]
COLUMNS += ["Geldig tot en met", "Vervallen", "Opmerking"]


def as_csv(compared: Comparison) -> HttpResponse:
    """One row for each line and partner, also of who gave no price."""
    answer = csv_answer("prijzen")
    writer = csv.writer(answer, delimiter=export.SEPARATOR)
    writer.writerow(COLUMNS)
    for number, line in enumerate(compared.lines):
        asked = [line.description, figure(line.quantity), line.get_unit_display(), line.place]
        asked.append(str(line.needed_by or ""))
        for column in compared.columns:
            cell = column.cells[number]
            said = [str(column.invitation.partner), column.invitation.state_words]
            if offer := cell.offer:
                said += [figure(offer.price, least=2), offer.get_unit_display(), figure(offer.vat)]
                said += [figure(cell.total, least=2), offer.minimum, offer.lead_time]
                said += [str(offer.valid_until or ""), "ja" if cell.is_expired else "nee"]
                said.append(offer.remark)
            said += [""] * (len(COLUMNS) - len(asked) - len(said))
            writer.writerow([export.harmless(one) for one in [*asked, *said]])
    return answer
