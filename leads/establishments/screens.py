"""The places and activities of an employer, in the back office."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from brand.forms import conflicts
from brand.http.requests import DeskRequest
from leads.establishments.forms import ActivityForm, EstablishmentForm
from leads.models import Employer, EmployerActivity, Establishment
from leads.models.establishments import Origin

OF_REGISTER = "Dit komt uit KBO, en zou bij de volgende stand terugkomen."


class EmployerView(
    BaseObjectMixin, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView
):
    """One screen of an employer; which employers those are, the viewset says."""

    model = Employer
    object: Employer
    request: DeskRequest
    permission_required = "change"
    header_icon = "home"
    template_name = "leads/establishments/form.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("employer:index"), "label": "Werkgevers"},
            {"url": self.here, "label": str(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]

    @property
    def here(self) -> str:
        return reverse("employer:edit", args=[self.object.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"employer": self.object, "here": self.here}

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect(self.here)


class EstablishmentView(EmployerView):
    """Add or change a place of work."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.place: Establishment | None = None
        if "establishment" in kwargs:
            rows = self.object.establishments.select_related("municipality")
            self.place = get_object_or_404(rows, pk=kwargs["establishment"])

    def get_page_title(self) -> str:
        return str(self.place) if self.place else "Nieuwe vestiging"

    def the_form(self, data: Mapping[str, Any] | None = None) -> EstablishmentForm:
        return EstablishmentForm(data, instance=self.place, employer=self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.the_form()
        return super().get_context_data(**kwargs) | {"form": form, "place": self.place}

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        conflicts.lock(self.object)  # two who add one number at once
        if self.place:
            self.place.refresh_from_db()
        form = self.the_form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.instance.origin = Origin.TYPED  # from now on a person says it
        place = form.save()
        log(place, "wagtail.edit" if self.place else "wagtail.create", user=self.request.user)
        return self.back(f"{place} is bewaard.")


class _Removal(EmployerView):
    """Asked once more on a page, for nothing brings it back."""

    template_name = "leads/establishments/remove.html"
    row: Establishment | EmployerActivity

    def get_page_title(self) -> str:
        return f"Verwijder {self.row}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "row": self.row,
            "kept": OF_REGISTER if self.row.origin == Origin.REGISTER else "",
        }

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.origin == Origin.REGISTER:
            return self.render_to_response(self.get_context_data(), status=409)
        log(self.row, "wagtail.delete", user=self.request.user)
        said = f"{self.row} is verwijderd."
        self.row.delete()
        return self.back(said)


class RemoveEstablishmentView(_Removal):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(self.object.establishments.all(), pk=kwargs["establishment"])


class RemoveActivityView(_Removal):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.row = get_object_or_404(self.object.activities.all(), pk=kwargs["activity"])


class ActivityView(EmployerView):
    """Add a NACE-BEL code."""

    page_title = "Nieuwe activiteit"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or ActivityForm(employer=self.object)
        return super().get_context_data(**kwargs) | {"form": form}

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        conflicts.lock(self.object)
        form = ActivityForm(request.POST, employer=self.object)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        activity = form.save()
        log(activity, "wagtail.create", user=self.request.user)
        return self.back(f"{activity} is bewaard.")
