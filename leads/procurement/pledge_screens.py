"""Pledges of public buyers in the back office."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from wagtail.admin import messages

from brand import scoping
from brand.text import row_number
from leads.follow_up.record import LeadActionRefused
from leads.models import Contact, Pledge, PledgeProgress
from leads.procurement import pledges
from leads.procurement.pledge_forms import PledgeForm, ProgressForm
from leads.procurement.screens import CHANGES, OnLead, ProcurementPage, buyer_context


class NewPledgeView(OnLead):
    """What this buyer promised for a year."""

    template_name = "leads/procurement/pledge_form.html"

    def get_page_title(self) -> str:
        return f"Nieuwe belofte: {self.lead}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | buyer_context(self.lead)

    def the_form(self, data: Any = None) -> PledgeForm:
        return PledgeForm(data)

    def keep(self, form: PledgeForm) -> HttpResponse:
        made = pledges.record(self.lead, self.request.user, **form.facts())
        messages.success(
            self.request, "Bewaard. Vraag nu de aankoper of deze belofte op de site mag."
        )
        return redirect("procurement:pledge", made.pk)


class PledgeView(ProcurementPage):
    """One pledge: its words, who said yes or no, what became of it."""

    model = Pledge
    template_name = "leads/procurement/pledge.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Pledge.objects.visible_to(self.request.user)
        self.pledge = get_object_or_404(
            rows.select_related("lead__employer", "lead__contact"), pk=kwargs["pk"]
        )
        self.lead = self.pledge.lead
        owner = self.lead.owner_organisation_id
        self.may_change = scoping.may(self.request.user, CHANGES, owner)

    def get_page_title(self) -> str:
        return f"{self.lead}: belofte voor {self.pledge.year}"

    def contacts(self) -> QuerySet[Contact]:
        people = Contact.objects.visible_to(self.request.user)
        return people.filter(employer=self.lead.employer_id).exclude(email="")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "pledge": self.pledge,
            "aim": pledges.aim(self.pledge),
            "lead": self.lead,
            "may_change": self.may_change,
            "contacts": self.contacts(),
            "asked": self.pledge.links.select_related("contact"),
            "answers": self.pledge.answers.select_related("contact", "by"),
            "progress": [(one, pledges.reached(one)) for one in self.pledge.progress.all()],
            "form": kwargs.get("form") or PledgeForm(pledge=self.pledge),
            "progress_form": kwargs.get("progress_form")
            or ProgressForm(initial={"status": self.pledge.status}),
        }


class PledgeAct(PledgeView):
    """A step on a pledge; POST alone, and refused with what was typed still there."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("procurement:pledge", self.pledge.pk)

    def act(self) -> HttpResponse | None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        self.shown: dict[str, Any] = {}
        try:
            answered = self.act()
        except LeadActionRefused as refused:
            messages.error(request, str(refused))
            return self.again(409, **self.shown)
        return answered or redirect("procurement:pledge", self.pledge.pk)

    def again(self, status: int = 422, **shown: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**shown), status=status)


class ChangePledgeView(PledgeAct):
    def act(self) -> HttpResponse | None:
        form = PledgeForm(self.request.POST)
        self.shown = {"form": form}
        if not form.is_valid():
            return self.again(**self.shown)
        version = form.cleaned_data["version"]
        changed = pledges.change(self.pledge, self.request.user, version=version, **form.facts())
        said = "Bewaard."
        if changed.version != self.pledge.version:
            said += " De aankoper moet opnieuw ja zeggen voor dit op de site staat."
        messages.success(self.request, said)
        return None


class AskPledgeView(PledgeAct):
    def act(self) -> None:
        number = row_number(self.request.POST.get("contact", ""))
        contact = self.contacts().filter(pk=number or 0).first()
        if contact is None:
            raise LeadActionRefused(pledges.NO_CONTACT)
        pledges.ask(self.pledge, contact, self.request.user)
        messages.success(self.request, f"{contact} krijgt een mail met een link.")


class ProgressView(PledgeAct):
    def act(self) -> HttpResponse | None:
        form = ProgressForm(self.request.POST)
        self.shown = {"progress_form": form}
        if not form.is_valid():
            return self.again(**self.shown)
        status = form.cleaned_data["status"]
        pledges.add_progress(
            self.pledge, self.request.user, status=status, progress=form.progress()
        )
        messages.success(self.request, "Bewaard.")
        return None


class RemoveProgressView(PledgeAct):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows: QuerySet[PledgeProgress] = self.pledge.progress.all()
        self.made = get_object_or_404(rows, pk=kwargs["progress"])

    def act(self) -> None:
        pledges.remove_progress(self.made, self.request.user)
        messages.success(self.request, "Deze stand is verwijderd.")


class RevokePledgeView(PledgeAct):
    def act(self) -> None:
        pledges.withdraw(self.pledge, self.request.user)
        messages.success(self.request, "Deze belofte staat niet meer op de site.")


class RemovePledgeView(PledgeAct):
    def act(self) -> HttpResponse:
        pledges.remove(self.pledge, self.request.user)
        messages.success(self.request, "De belofte is verwijderd.")
        return redirect(self.lead.get_absolute_url())
