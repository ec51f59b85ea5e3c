"""The screens of lists: choose a file, say what its columns are, look, take in, undo."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.views.mixins import Echo

from brand.forms.phones import phone_words
from brand.http.requests import DeskRequest
from brand.scoping import export
from leads.desk.screens import DeskPage
from leads.models import ImportRow, Lead, LeadImport
from leads.transfer import batches, columns, reading, rounds
from leads.transfer.forms import ListForm, TakeInForm

State, Outcome = LeadImport.State, ImportRow.Outcome
SHOWN = 20  # rows: enough to see whether it goes well
EXAMPLES = 3


def lists_of(request: DeskRequest) -> Any:
    rows = LeadImport.objects.visible_to(request.user).defer("content")
    return rows.select_related("organisation", "by")


class ListsView(DeskPage):
    """The file to choose, and the lists of before."""

    any_permission_required = ["add"]
    page_title = "Lijst inlezen"
    header_icon = "upload"
    template_name = "leads/transfer/lists.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "form": ListForm(user=self.request.user),
            **super().get_context_data(**kwargs),
            "lists": lists_of(self.request)[:SHOWN],
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ListForm(request.POST, request.FILES, user=self.request.user)
        if form.is_valid():
            said = form.cleaned_data
            file = said.pop("file")
            try:
                batch = batches.accept(
                    self.request.user, content=file.read(), name=file.name or "lijst", **said
                )
            except reading.Unreadable as trouble:
                form.add_error("file", str(trouble))
            else:
                return redirect("transfer:list", pk=batch.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


@dataclass
class Column:
    number: int
    header: str
    field: str
    examples: list[str]


class ListView(DeskPage):
    """One list, whatever comes next with it."""

    any_permission_required = ["add"]
    header_icon = "upload"
    template_name = "leads/transfer/list.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.batch = None
        if request.user.is_authenticated:
            self.batch = get_object_or_404(lists_of(self.request), pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return str(self.batch)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        lists = {"url": reverse("transfer:index"), "label": "Lijst inlezen"}
        return [*self.breadcrumbs_items, lists, {"url": "", "label": self.get_page_title()}]

    def get_context_data(
        self,
        *,
        mapping: list[str] | None = None,
        wrong: list[str] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        batch = self.batch
        assert batch is not None  # noqa: S101 - who is not signed in came no further
        rows = batch.rows.all()
        done, total = rounds.progress(batch)
        return {
            "take_in": TakeInForm(),
            **super().get_context_data(**kwargs),
            "batch": batch,
            "state": State(batch.state).name,
            "is_choosing": batch.state == State.COLUMNS or wrong is not None,
            "columns": self._columns(mapping or batch.mapping),
            "fields": columns.FIELDS,
            "figures": {
                word: batch.figures.get(outcome, 0)
                for word, outcome in (
                    ("new", Outcome.NEW),
                    ("adds", Outcome.ADDS),
                    ("same", Outcome.SAME),
                    ("faulty", Outcome.FAULTY),
                )
            },
            "wrong": wrong or [],
            "done": done,
            "total": total,
            "differing": rows.exclude(differences=[]).filter(outcome__in=["vult-aan", "bestaat"])[
                :SHOWN
            ],
            "new": rows.filter(outcome=Outcome.NEW)[:EXAMPLES],
            "faulty": rows.filter(outcome=Outcome.FAULTY)[:SHOWN],
            "kept": rows.exclude(kept="").select_related("lead")[:200],
            "shown": SHOWN,
            "has_leads": rows.exclude(lead=None).exists(),
        }

    def _columns(self, mapping: list[str]) -> list[Column]:
        batch = self.batch
        assert batch is not None  # noqa: S101
        rows = list(batch.rows.order_by("number").values_list("values", flat=True)[:EXAMPLES])
        if not rows and batch.content:  # the worker did not come to it yet
            rows = reading.head(bytes(batch.content)).examples[:EXAMPLES]
        return [
            Column(
                at,
                batch.headers[at] if at < len(batch.headers) else "",
                field,
                [row[at][:60] for row in rows if at < len(row) and row[at]],
            )
            for at, field in enumerate(mapping)
        ]


class ColumnsView(ListView):
    """What each column is; a wrong choice is shown again."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert self.batch is not None  # noqa: S101
        count = len(self.batch.mapping)
        asked = [request.POST.get(f"column-{at}", "") for at in range(count)]
        mapping = [field if field in columns.FIELDS else "" for field in asked]
        try:
            batches.choose(self.batch, mapping)
        except ValidationError as error:
            context = self.get_context_data(mapping=mapping, wrong=error.messages)
            return self.render_to_response(context, status=422)
        except batches.Refused as refused:
            messages.error(request, str(refused))
        return redirect("transfer:list", pk=pk)


class TakeInView(ListView):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        assert self.batch is not None  # noqa: S101
        form = TakeInForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(take_in=form), status=422)
        try:
            batches.take_in(self.batch, self.request.user, **form.cleaned_data)
        except batches.Refused as refused:
            messages.error(request, str(refused))
        return redirect("transfer:list", pk=pk)


class _Act(PermissionCheckedMixin, View):
    """One button or file of a list."""

    model = Lead
    permission_required = "add"
    request: DeskRequest

    def batch(self, pk: int) -> LeadImport:
        found: LeadImport = get_object_or_404(lists_of(self.request), pk=pk)
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """After signing in again, the browser asks for the address that a button posted to."""
        self.batch(pk)
        return redirect("transfer:list", pk=pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Nothing to do at an address that only shows something."""
        self.batch(pk)
        return redirect("transfer:list", pk=pk)


class UndoView(_Act):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            batches.undo(self.batch(pk), self.request.user)
        except batches.Refused as refused:
            messages.error(request, str(refused))
        return redirect("transfer:list", pk=pk)


class RemoveView(_Act):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        try:
            batches.remove(batch)
        except batches.Refused as refused:
            messages.error(request, str(refused))
            return redirect("transfer:list", pk=pk)
        messages.success(request, f"{batch} is weg. Er werd niets van ingelezen.")
        return HttpResponseRedirect(reverse("transfer:index"))


class ProgressView(_Act):
    """How far the worker is; asked by the page every two seconds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(pk)
        done, total = rounds.progress(batch)
        return JsonResponse({"state": batch.state, "done": done, "total": total})


class FaultsView(_Act):
    """The rows that did not go in, as they came, with the reason behind each."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        batch = self.batch(pk)
        name = f"fouten-{batch.pk}.csv"
        return StreamingHttpResponse(
            faults(batch),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _as_read(field: str, cell: str) -> str:
    """A number that keeps its nought in a spreadsheet, where the row is mended and sent again."""
    said = export.as_read(field, cell)
    return phone_words(said) if field in ("phone", "mobile") and said.startswith("0") else said


def faults(batch: LeadImport) -> Iterator[bytes]:
    writer = csv.writer(Echo(), delimiter=export.SEPARATOR)
    width = len(batch.mapping)
    blank = [""] * width

    def line(cells: list[str], reason: str) -> bytes:
        row = zip(batch.mapping, [*cells, *blank][:width], strict=True)
        said = [*(_as_read(field, cell) for field, cell in row), reason]
        return writer.writerow([export.harmless(cell) for cell in said])

    yield export.BYTE_ORDER_MARK.encode()
    yield line(batch.headers, "Wat is er mis?")
    rows = batch.rows.filter(outcome=Outcome.FAULTY).order_by("number")
    for row in rows.iterator(chunk_size=export.AT_A_TIME):
        yield line(row.values, row.reason)
