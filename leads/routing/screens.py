"""What a partner can take: its own screen, by which others find it for a hand-over."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.log_actions import log

from brand import scoping
from brand.models import Organisation, Province, User
from leads.desk.screens import DeskPage
from leads.routing import proposals
from leads.routing.forms import ProfileForm
from leads.routing.ranking import LATELY_DAYS, Candidate

SEES, CHANGES = "leads.view_lead", "brand.change_organisation"


def partners_of(user: User) -> list[Organisation]:
    """The partners for whose leads this person works; for the federation all of them."""
    return list(
        scoping.within(Organisation.objects.partners(), user, SEES, "pk").order_by("name", "pk")
    )


class ProfileView(DeskPage):
    """For everybody at the desk to read; who runs the partner fills it in."""

    template_name = "leads/routing/profile.html"
    header_icon = "group"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        partners = scoping.within(Organisation.objects.all(), self.request.user, SEES, "pk")
        rows = partners.filter(is_federation=False)
        self.partner = get_object_or_404(rows.select_related("base"), pk=kwargs["partner"])
        self.may_change = scoping.may(self.request.user, CHANGES, self.partner.pk)

    def get_page_title(self) -> str:
        return f"Wat kan {self.partner} aan?"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("today:hand_overs"), "label": "Overdrachten"},
            {"url": "", "label": str(self.partner)},
        ]

    def get_context_data(self, *, form: ProfileForm | None = None, **kwargs: Any) -> dict[str, Any]:
        (candidate,) = proposals.candidates([self.partner])
        return super().get_context_data(**kwargs) | {
            "partner": self.partner,
            "may_change": self.may_change,
            "form": form or ProfileForm(partner=self.partner),
            "candidate": candidate,
            "missing": missing(candidate),
            "days": LATELY_DAYS,
            "provinces": [Province(one).label for one in self.partner.provinces],
        }

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_change:
            raise Http404
        form = ProfileForm(request.POST, partner=self.partner)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        log(self.partner, "wagtail.edit", user=self.request.user)
        messages.success(request, "Bewaard. Zo stellen we jullie voor bij nieuwe dossiers.")
        return redirect(reverse("today:profile", args=[self.partner.pk]))


def missing(partner: Candidate) -> list[str]:
    """What stays empty, and what that does."""
    found = []
    if not partner.activities:
        found.append("Welk werk jullie doen. Zonder dat komen jullie onderaan te staan.")
    if not partner.provinces and not partner.municipalities:
        found.append("In welke streek jullie werken. Zonder dat komen jullie onderaan te staan.")
    if partner.base is None:
        found.append("Van waaruit jullie werken. Zonder dat telt de afstand niet mee.")
    if partner.capacity is None:
        found.append("Hoeveel dossiers jullie aankunnen. Zonder dat is er geen grens.")
    return found
