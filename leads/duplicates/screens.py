"""The queue "Lijkt hierop": two employers beside each other, merged or told apart."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from brand.http.requests import DeskRequest
from brand.text import row_number
from leads.desk.screens import DeskPage
from leads.duplicates import merging, queue
from leads.models import Employer, EmployerMerge, LikelyDuplicate
from leads.models.duplicates import UNDO_DAYS

CHANGE = "leads.change_employer"


class QueueView(DeskPage):
    model = Employer
    any_permission_required = ["change"]
    page_title = "Lijkt hierop"
    header_icon = "copy"
    template_name = "leads/duplicates/queue.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        return [*before, {"url": reverse("employer:index"), "label": "Werkgevers"}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        merged = EmployerMerge.objects.visible_to(user, CHANGE).undoable()
        told_apart = LikelyDuplicate.objects.visible_to(user, CHANGE).exclude(dismissed_at=None)
        told_apart = told_apart.select_related("first", "second").order_by("-dismissed_at")
        return super().get_context_data(**kwargs) | {
            "pairs": queue.waiting_for(user),
            "merged": merged.select_related("merged_by").prefetch_related("kept")[:20],
            "told_apart": told_apart[:20],
            "undo_days": UNDO_DAYS,
        }


class _Decision(PermissionCheckedMixin, View):
    """One button of the queue; back to where it was pressed."""

    model = Employer
    permission_required = "change"
    request: DeskRequest

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """After signing in again, the browser asks for the address that a button posted to."""
        self.row(pk)
        return self.back()

    def back(self) -> HttpResponseRedirect:
        asked = get_valid_next_url_from_request(self.request)
        return HttpResponseRedirect(asked or reverse("duplicates:index"))

    def row(self, pk: int) -> Model:
        """The row that is decided about, if this user sees it."""
        raise NotImplementedError


class _PairDecision(_Decision):
    def row(self, pk: int) -> LikelyDuplicate:
        rows = LikelyDuplicate.objects.visible_to(self.request.user, CHANGE)
        return get_object_or_404(rows.select_related("first", "second"), pk=pk)


class MergeView(_PairDecision):
    """`keep` is the primary key of the employer that stays."""

    @transaction.atomic
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = self.row(pk)
        kept, gone = pair.first, pair.second
        keep = row_number(request.POST.get("keep"))
        if keep not in (kept.pk, gone.pk):
            messages.error(request, "Kies welke van de twee blijft staan.")
            return self.back()
        if keep == gone.pk:
            kept, gone = gone, kept
        name = gone.name
        try:
            merged = merging.merge(kept, gone, self.request.user)
        except merging.MergeRefused as refused:
            messages.error(request, f"{kept} en {gone} zijn niet samengevoegd. {refused}")
            return self.back()
        log(merged.kept, "wagtail.edit", user=self.request.user)
        context = {"merged": merged, "name": name, "next": self.back().url}
        said = render_to_string("leads/duplicates/merged.html", context, request=request)
        messages.success(request, said)
        return self.back()


class DismissView(_PairDecision):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = self.row(pk)
        queue.dismiss(pair, self.request.user)
        messages.success(request, f"{pair.first} en {pair.second} blijven twee werkgevers.")
        return self.back()


class ReopenView(_PairDecision):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pair = self.row(pk)
        queue.take_back(pair)
        messages.success(request, f"{pair.first} en {pair.second} staan weer in de lijst.")
        return self.back()


class UndoView(_Decision):
    def row(self, pk: int) -> EmployerMerge:
        rows = EmployerMerge.objects.visible_to(self.request.user, CHANGE)
        return get_object_or_404(rows.select_related("kept"), pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        merged = self.row(pk)
        try:
            back = merging.undo(merged)
        except merging.MergeRefused as refused:
            messages.error(request, str(refused))
            return self.back()
        log(back, "wagtail.edit", user=self.request.user)
        messages.success(request, f"{back} en {merged.kept} staan weer los van elkaar.")
        return self.back()
