"""Keep a filter, rename or share it, take it away and put it back."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from brand.forms import conflicts
from brand.http.requests import DeskRequest
from brand.models import User
from leads.desk.screens import DeskPage
from leads.models import SavedFilter
from leads.saved_filters import keeping
from leads.saved_filters.forms import SavedFilterForm

KEPT = timedelta(days=30)  # a removed one can be put back
NOTHING = "Er is nog geen filter gekozen. Kies er een in de lijst, en bewaar hem dan."


def _wait_for_a_turn(request: DeskRequest) -> None:
    """Of a double click the second one finds the first one's row."""
    conflicts.lock(User(pk=request.user.pk))


class OverviewView(DeskPage):
    page_title = "Bewaarde filters"
    header_icon = "list-ul"
    template_name = "leads/saved_filters/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = keeping.shown_to(self.request.user, QueryDict())
        return super().get_context_data(**kwargs) | {
            "own": [one for one in shown if one.is_own],
            "shared": [one for one in shown if not one.is_own],
            "removed": SavedFilter.objects.filter(
                owner=self.request.user, removed_at__gte=timezone.now() - KEPT
            ).order_by("-removed_at"),
        }


class SaveView(DeskPage):
    """A new one, of what stands in `filter`: the address of the list behind the question mark."""

    page_title = "Bewaar deze filter"
    header_icon = "list-ul"
    template_name = "leads/saved_filters/form.html"

    @cached_property
    def query(self) -> str:
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return keeping.query_of(QueryDict(asked.get("filter", "")))

    def form(self, data: Any = None) -> SavedFilterForm:
        return SavedFilterForm(data, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{reverse('lead:index')}?{self.query}" if self.query else reverse("lead:index")
        told = {"form": self.form(), "query": self.query, "back": back, "nothing": NOTHING}
        return super().get_context_data(**kwargs) | told | kwargs

    @transaction.atomic
    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _wait_for_a_turn(request)
        form = self.form(request.POST)
        if not self.query or not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        row = SavedFilter.objects.create(owner=request.user, query=self.query, **form.cleaned_data)
        messages.success(request, f"“{row}” staat nu boven de lijst.")
        return redirect(f"{reverse('lead:index')}?{row.query}")


class EditView(SaveView):
    """One's own: another name, or other people who see it."""

    page_title = "Bewaarde filter"

    @cached_property
    def row(self) -> SavedFilter:
        mine = SavedFilter.objects.filter(owner=self.request.user, removed_at=None)
        found: SavedFilter = get_object_or_404(mine, pk=self.kwargs["pk"])
        return found

    @cached_property
    def query(self) -> str:
        return self.row.query

    def form(self, data: Any = None) -> SavedFilterForm:
        return SavedFilterForm(data, user=self.request.user, row=self.row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "row": self.row,
            "back": reverse("today:filters"),
        }

    @transaction.atomic
    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _wait_for_a_turn(request)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.row.name = form.cleaned_data["name"]
        self.row.organisation = form.cleaned_data["organisation"]
        self.row.save(update_fields=["name", "organisation"])
        messages.success(request, "Bewaard.")
        return redirect("today:filters")


class RemoveView(DeskPage):
    """Away, or back again; one's own alone. POST alone."""

    page_title = "Bewaarde filter"

    @cached_property
    def row(self) -> SavedFilter:
        mine = SavedFilter.objects.filter(owner=self.request.user)
        found: SavedFilter = get_object_or_404(mine, pk=self.kwargs["pk"])
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("today:filter", self.row.pk)

    @transaction.atomic
    def post(self, request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _wait_for_a_turn(request)
        row, mine = self.row, SavedFilter.objects.filter(owner=request.user)
        if request.POST.get("decision") != "put back":
            row.removed_at = timezone.now()
            row.save(update_fields=["removed_at"])
            messages.success(request, f"“{row}” is weggehaald. Hieronder kan je hem terugzetten.")
        elif mine.filter(name=row.name, removed_at=None).exists():
            messages.error(request, "Je hebt intussen een andere filter met deze naam.")
        else:
            row.removed_at = None
            row.save(update_fields=["removed_at"])
            messages.success(request, f"“{row}” staat er weer.")
        return redirect("today:filters")


urlpatterns = [
    path("filters/", OverviewView.as_view(), name="filters"),
    path("filters/nieuw/", SaveView.as_view(), name="new_filter"),
    path("filters/<int:pk>/", EditView.as_view(), name="filter"),
    path("filters/<int:pk>/weg/", RemoveView.as_view(), name="remove_filter"),
]
