"""New leads by hand, and the people at an employer."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from brand.forms import conflicts
from brand.http.requests import DeskRequest
from brand.privacy import screens
from leads.capture import by_hand
from leads.employers import forms
from leads.follow_up.screens import LeadView
from leads.models import Contact, Employer, Lead, RegisterEntry
from leads.register import lookup, telling


class NewLeadView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """Asks once whether it is one of the employers that look alike."""

    model = Lead
    request: DeskRequest
    permission_required = "add"
    page_title = "Nieuw dossier"
    header_icon = "plus"
    template_name = "leads/capture/new.html"
    form_class = forms.NewLeadForm

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("lead:index"), "label": "Opvolgdossiers"},
            {"url": "", "label": self.page_title},
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"data": self.request.POST or None, "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = telling.source() if RegisterEntry.objects.exists() else ""
        return super().get_context_data(**kwargs) | {"register_source": source}

    def form_valid(self, form: forms.NewLeadForm) -> HttpResponse:
        said = dict(form.cleaned_data)
        del said["key"]
        alike = self.alike(said)
        if alike and "asked" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, alike=alike))
        lead = by_hand.add_by_hand(self.request.user, is_other=form.is_other, **said)
        messages.success(self.request, f"{lead}: dossier gemaakt.")
        return redirect(lead.get_absolute_url())

    def alike(self, said: Mapping[str, Any]) -> list[Employer]:
        return list(
            by_hand.look_alikes(
                self.request.user,
                company=said.get("company") or "",
                email=said.get("email") or "",
                phone=said.get("phone") or "",
                enterprise_number=said.get("enterprise_number") or "",
            )
        )

    def form_invalid(self, form: forms.NewLeadForm) -> HttpResponse:
        alike = self.alike(form.cleaned_data) if "asked" in self.request.POST else []
        response = self.render_to_response(self.get_context_data(form=form, alike=alike))
        response.status_code = 422
        return response


class RegisterView(PermissionCheckedMixin, View):
    """Companies of the register, while somebody types one."""

    model = Lead
    permission_required = "add"

    def get(self, request: HttpRequest) -> JsonResponse:
        return JsonResponse({"found": lookup.find(request.GET.get("q", ""))})


class ContactView(LeadView):
    """Add or change a contact of this employer."""

    any_permission_required = None
    permission_required = "change"
    template_name = "leads/employers/contact.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.contact: Contact | None = None
        if "contact" in kwargs:
            known = Contact.objects.visible_to(self.request.user)
            self.contact = known.filter(employer=self.lead.employer, pk=kwargs["contact"]).first()
            if self.contact is None:
                raise Http404

    def get_page_title(self) -> str:
        return str(self.contact) if self.contact else "Nieuwe contactpersoon"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": self.get_page_title()}]

    @cached_property
    def header_buttons(self) -> list[Any]:
        if self.contact is None:
            return []
        return screens.button("contact", self.contact, self.request.user)

    def contact_form(self, data: Mapping[str, Any] | None = None) -> forms.ContactForm:
        return forms.ContactForm(data, instance=self.contact, lead=self.lead)

    def get_context_data(
        self, *, form: forms.ContactForm | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": form or self.contact_form(),
            "contact": self.contact,
        }

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.contact:
            conflicts.lock(self.contact)
            self.contact.refresh_from_db()
        form = self.contact_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        contact = form.save()
        log(contact, "wagtail.edit" if self.contact else "wagtail.create", user=self.request.user)
        contact.known_to.add(self.lead.owner_organisation)
        if self.lead.contact_id is None or "first" in request.POST:
            Lead.objects.filter(pk=self.lead.pk).update(contact=contact)
        messages.success(request, f"{contact} is bewaard.")
        return redirect(self.lead.get_absolute_url())
