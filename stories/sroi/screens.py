"""Back office: the federation makes a calculation, sees what is missing, and publishes editions."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages

from brand.forms.conflicts import lock
from stories.impact.screens import Screen
from stories.models import SroiCalculation, SroiEdition, SroiLine
from stories.models.sroi import FactorKind, SroiKind, SroiRole
from stories.sroi import editions, page, sheet
from stories.sroi.editions import EditionRefused
from stories.sroi.forms import CalculationForm, LineForm, OverallForm


class SroiScreen(Screen):
    """For the federation alone: it answers for what these numbers claim."""

    for_federation = True
    header_icon = "order"

    def get_breadcrumbs_items(self):
        way = super().get_breadcrumbs_items()
        if not isinstance(self, Overview):
            way.insert(-1, {"url": reverse("sroi"), "label": Overview.page_title})
        if "pk" in self.kwargs and not isinstance(self, Calculation):
            way.insert(-1, {"url": self.address, "label": str(self.calculation)})
        return way

    @cached_property
    def calculation(self) -> SroiCalculation:
        return get_object_or_404(SroiCalculation, pk=self.kwargs["pk"])

    @property
    def address(self) -> str:
        return reverse("sroi_calculation", args=[self.kwargs["pk"]])


class Overview(SroiScreen):
    page_title = "Berekeningen in euro"
    template_name = "stories/sroi/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        shown = {row.calculation_id: row for row in SroiEdition.objects.published()}
        rows = [
            (row, shown.get(row.pk), len(editions.missing(sheet.of(row))))
            for row in SroiCalculation.objects.prefetch_related("lines", "factors")[:200]
        ]
        return super().get_context_data(rows=rows, **kwargs)


class New(SroiScreen):
    page_title = "Nieuwe berekening"
    template_name = "stories/sroi/form.html"
    button = "Begin"

    def get_context_data(self, **kwargs: Any) -> dict:
        kwargs.setdefault("form", CalculationForm())
        return super().get_context_data(button=self.button, back=reverse("sroi"), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CalculationForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.instance.made_by = request.user
        return redirect("sroi_calculation", form.save().pk)


class Edit(SroiScreen):
    page_title = "Waarover het gaat"
    template_name = "stories/sroi/form.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        kwargs.setdefault("form", CalculationForm(instance=self.calculation))
        return super().get_context_data(button="Bewaar", back=self.address, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lock(self.calculation)
        self.calculation.refresh_from_db()
        form = CalculationForm(request.POST, instance=self.calculation)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        messages.success(request, "Bewaard.")
        return redirect(self.address)


class Calculation(SroiScreen):
    """All of one: its lines, what is missing, what comes of it, and its editions."""

    page_title = "Berekening"
    template_name = "stories/sroi/calculation.html"

    def get_page_title(self) -> str:
        return str(self.calculation)

    def get_context_data(self, **kwargs: Any) -> dict:
        row = self.calculation
        stands = sheet.of(row)
        lines = row.lines.prefetch_related("factors")
        shown = row.editions.published().first()
        return super().get_context_data(
            calculation=row,
            told=page.tell(stands),
            parts=[
                (role, [line for line in lines if line.role == role and line.removed_at is None])
                for role in SroiRole.of(row.kind)
            ],
            removed=[line for line in lines if line.removed_at],
            overall=FactorKind.of_calculation(row.kind),
            overall_factor=stands.overall,
            is_sroi=row.kind == SroiKind.SROI,
            editions=row.editions.select_related("by"),
            published=shown,
            is_changed=shown is not None and shown.sheet != sheet.to_json(stands),
            **{"typed": "", **kwargs},
        )


class Publish(Calculation):
    """The next edition; also takes what stands off the site. POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reason = request.POST.get("reason", "").replace("\x00", "")
        try:
            if request.POST.get("decision") == "take off":
                editions.take_off(self.calculation, reason, request.user)
                messages.success(request, "Deze berekening staat niet meer op de site.")
            else:
                made = editions.publish(self.calculation, reason, request.user)
                messages.success(request, f"Versie {made.number} staat op de site.")
        except EditionRefused as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(typed=reason), status=422)
        return redirect(self.address)


class Delete(SroiScreen):
    """Only of what was never published. POST alone."""

    page_title = "Verwijder"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lock(self.calculation)
        if self.calculation.editions.exists():
            messages.error(request, "Wat gepubliceerd werd, blijft bewaard. Haal het van de site.")
            return redirect(self.address)
        name = str(self.calculation)
        self.calculation.delete()
        messages.success(request, f"“{name}” is verwijderd.")
        return redirect("sroi")


class FactorScreen(SroiScreen):
    template_name = "stories/sroi/line.html"

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict:
        kwargs.setdefault("form", self.form())
        told = {"calculation": self.calculation, "back": self.address, "role": self.role}
        return super().get_context_data(**kwargs | told)

    role: SroiRole | None = None

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lock(self.calculation)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        form.save()
        messages.success(request, "Bewaard.")
        return redirect(self.address)


class Overall(FactorScreen):
    """The discount rate, or the share that would not work otherwise."""

    def get_page_title(self) -> str:
        return FactorKind.of_calculation(self.calculation.kind).label

    def form(self, data: Any = None) -> OverallForm:
        return OverallForm(data, calculation=self.calculation)


class NewLine(FactorScreen):
    @property
    def role(self) -> SroiRole:
        asked = self.kwargs["role"]
        if asked not in SroiRole.of(self.calculation.kind):
            raise Http404
        return SroiRole(asked)

    def get_page_title(self) -> str:
        return f"Nieuwe regel: {self.role.label.lower()}"

    def form(self, data: Any = None) -> LineForm:
        return LineForm(data, calculation=self.calculation, role=self.role)


class EditLine(FactorScreen):
    @cached_property
    def line(self) -> SroiLine:
        lines = self.calculation.lines.filter(removed_at=None)
        return get_object_or_404(lines, pk=self.kwargs["line"])

    @property
    def role(self) -> SroiRole:
        return SroiRole(self.line.role)

    def get_page_title(self) -> str:
        return str(self.line)

    def form(self, data: Any = None) -> LineForm:
        return LineForm(data, calculation=self.calculation, role=self.role, line=self.line)

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(row=self.line, **kwargs)


class RemoveLine(SroiScreen):
    """Away, or back again. POST alone."""

    page_title = "Regel"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.address)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lock(self.calculation)
        line = get_object_or_404(self.calculation.lines, pk=self.kwargs["line"])
        comes_back = request.POST.get("decision") == "put back"
        line.removed_at = None if comes_back else timezone.now()
        line.save(update_fields=["removed_at"])
        told = "staat er weer" if comes_back else "is weggehaald. Onderaan kan je ze terugzetten"
        messages.success(request, f"“{line}” {told}.")
        return redirect(self.address)


FIRST = "impact/berekening/"
urlpatterns = [
    path(FIRST, Overview.as_view(), name="sroi"),
    path(f"{FIRST}nieuw/", New.as_view(), name="sroi_new"),
    path(f"{FIRST}<int:pk>/", Calculation.as_view(), name="sroi_calculation"),
    path(f"{FIRST}<int:pk>/wijzig/", Edit.as_view(), name="sroi_edit"),
    path(f"{FIRST}<int:pk>/publiceer/", Publish.as_view(), name="sroi_publish"),
    path(f"{FIRST}<int:pk>/verwijder/", Delete.as_view(), name="sroi_delete"),
    path(f"{FIRST}<int:pk>/geheel/", Overall.as_view(), name="sroi_overall"),
    path(f"{FIRST}<int:pk>/regel/nieuw/<slug:role>/", NewLine.as_view(), name="sroi_new_line"),
    path(f"{FIRST}<int:pk>/regel/<int:line>/", EditLine.as_view(), name="sroi_line"),
    path(f"{FIRST}<int:pk>/regel/<int:line>/weg/", RemoveLine.as_view(), name="sroi_remove"),
]
