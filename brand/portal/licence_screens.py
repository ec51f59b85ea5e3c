"""The licence in the portal: a partner accepts it; the federation writes, ends and restores it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from brand.models import LicenceAcceptance, LicenceText, Organisation
from brand.portal import licences
from brand.portal.forms import EndingForm, LicenceTextForm
from brand.portal.mixins import ManagerMixin, PortalMixin
from brand.text import row_number


def at_licence(partner: Organisation) -> HttpResponse:
    return redirect(f"{reverse('portal')}?partner={partner.pk}#licentie")


class AcceptView(PortalMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not licences.may_accept(request.user, self.partner):
            raise Http404
        if "gelezen" not in request.POST:
            messages.error(request, "Vink aan dat je de licentie las en aanvaardt.")
            return at_licence(self.partner)
        try:
            licences.accept(self.partner, row_number(request.POST.get("tekst", "")), request.user)
        except licences.LicenceRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, f"De licentie is aanvaard in naam van {self.partner}.")
        return at_licence(self.partner)


class LicencesView(ManagerMixin, TemplateView):
    """Every partner's, and the texts."""

    here = "Licenties"
    template_name = "brand/portal/licences.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        partners = Organisation.objects.filter(is_federation=False).order_by("-is_active", "name")
        return super().get_context_data(
            standings=licences.standings(partners),
            texts=LicenceText.objects.select_related("by"),
            history=LicenceAcceptance.objects.select_related("organisation", "text", "by")[:50],
            **kwargs,
        )


class LicenceTextView(ManagerMixin, TemplateView):
    here = "Nieuwe licentietekst"
    template_name = "brand/portal/licence_text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last = licences.current_text()
        form = kwargs.pop("form", None) or LicenceTextForm(initial={"text": last and last.text})
        return super().get_context_data(form=form, last=last, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LicenceTextForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        made = licences.publish(**form.cleaned_data, by=request.user)
        messages.success(request, f"De licentietekst staat er, als {made}.")
        return redirect("portal_licences")


class OfOnePartnerMixin(ManagerMixin):
    @cached_property
    def organisation(self) -> Organisation:
        rows = Organisation.objects.filter(is_federation=False)
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class EndView(OfOnePartnerMixin, TemplateView):
    here = "Beëindig een licentie"
    template_name = "brand/portal/licence_end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or EndingForm()
        now = licences.standing(self.organisation)
        return super().get_context_data(form=form, standing=now, **kwargs)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EndingForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            licences.end(self.organisation, form.cleaned_data["why"], request.user)
        except licences.LicenceRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, f"De licentie van {self.organisation} is beëindigd.")
        return redirect("portal_licences")


class RestoreView(OfOnePartnerMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            licences.restore(self.organisation, request.user)
        except licences.LicenceRefused as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, f"De licentie van {self.organisation} loopt weer.")
        return redirect("portal_licences")
