"""What a partner that is asked for prices sees, and answers: its own invitation and no other."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from wagtail.admin import messages

from brand import scoping
from leads.follow_up.record import LeadActionRefused
from leads.models import PriceInvitation
from leads.procurement import answers
from leads.procurement.price_forms import NoForm, PricesForm
from leads.procurement.screens import CHANGES, ProcurementPage


class InvitationView(ProcurementPage):
    """The lines that are asked, and the prices this partner gives."""

    model = PriceInvitation
    template_name = "leads/procurement/invitation.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = PriceInvitation.objects.visible_to(self.request.user).select_related(
            "partner",
            "request__organisation",
            "request__contact",
            "request__lead__employer__municipality",
        )
        self.invitation = get_object_or_404(rows, pk=kwargs["pk"])
        self.asked = self.invitation.request
        self.may_answer = scoping.may(self.request.user, CHANGES, self.invitation.partner_id)

    def get_page_title(self) -> str:
        return f"Prijzen voor {self.invitation.partner}: {self.asked}"

    @cached_property
    def history(self) -> list[Any]:
        rows = self.invitation.answers.select_related("by").prefetch_related("offers__line")
        return list(rows)

    def the_form(self, data: Any = None) -> PricesForm:
        newest = self.invitation.newest
        return PricesForm(
            data,
            lines=list(self.asked.lines.all()),
            known=answers.starting_point(self.invitation),
            remark=newest.remark if newest else "",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "asked": self.asked,
            "employer": self.asked.lead.employer,
            "contact": self.asked.contact if self.asked.shows_contact else None,
            "lines": self.asked.lines.all(),
            "history": self.history,
            "may_answer": self.may_answer and self.asked.is_open,
            "form": kwargs.get("form") or self.the_form(),
            "no_form": kwargs.get("no_form") or NoForm(),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_answer:
            raise Http404
        form = self.the_form(request.POST)
        return self._answered(
            {"form": form},
            form,
            lambda: answers.give(
                self.invitation, self.request.user, form.offers(), form.cleaned_data["remark"]
            ),
            "Bedankt, jullie prijzen zijn bezorgd.",
        )

    def _answered(self, shown: dict[str, Any], form: Any, act: Any, said: str) -> HttpResponse:
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(**shown), status=422)
        try:
            act()
        except LeadActionRefused as refused:
            form.add_error(None, str(refused))
            return self.render_to_response(self.get_context_data(**shown), status=409)
        messages.success(
            self.request, f"{said} Tot en met de laatste dag kunnen jullie nog wijzigen."
        )
        return redirect("procurement:invitation", self.invitation.pk)


class NoView(InvitationView):
    """Not for this partner, and why; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("procurement:invitation", self.invitation.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_answer:
            raise Http404
        form = NoForm(request.POST)
        return self._answered(
            {"no_form": form},
            form,
            lambda: answers.decline(
                self.invitation, self.request.user, form.cleaned_data["reason"]
            ),
            "Bedankt, jullie antwoord is bezorgd.",
        )
