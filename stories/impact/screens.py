"""Back office: what the indicators came to, what partners report, and the federation's answer."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand import scoping
from brand.campaigns import links
from brand.scoping.viewsets import ScopedViewSet
from brand.text import row_number
from stories.impact import counting, figures, reporting
from stories.impact.figures import FigureRefused
from stories.impact.forms import ReasonForm, ReportForm
from stories.models import Figure, Indicator, PartnerFigure
from stories.models.figures import FIRST_YEAR

SEES = "stories.view_partnerfigure"


class Screen(WagtailAdminTemplateMixin, TemplateView):
    """Foreign looks like missing. `for_federation`: nobody else gets there."""

    header_icon = "order"
    for_federation = False

    def dispatch(self, request, *args, **kwargs):
        if not scoping.may_somewhere(request.user, SEES):
            raise PermissionDenied
        if self.for_federation and not figures.may_publish(request.user):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_breadcrumbs_items(self):
        way = [*self.breadcrumbs_items]
        if not isinstance(self, Overview):
            way.append({"url": reverse("impact_desk"), "label": Overview.page_title})
        return [*way, {"url": "", "label": self.get_page_title()}]

    def year(self) -> int:
        """As asked, else the one that runs."""
        asked = row_number(self.request.GET.get("jaar", "")) or 0
        this_year = timezone.localdate().year
        return asked if FIRST_YEAR <= asked <= this_year else this_year


class Overview(Screen):
    """Each indicator with its last stand; what waits; and what the own partner reported."""

    page_title = "Impactcijfers"
    template_name = "stories/impact/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        user, year = self.request.user, self.year()
        stands = {row.indicator_id: row for row in figures.of_year(year)}
        waiting = Figure.objects.filter(state=Figure.State.WAITING).select_related(
            "indicator", "previous"
        )
        reported = PartnerFigure.objects.visible_to(user, SEES).select_related(
            "indicator", "organisation"
        )
        publishes = figures.may_publish(user)
        this_year = timezone.localdate().year
        return super().get_context_data(
            year=year,
            years=sorted({*figures.years(), this_year, this_year - 1}, reverse=True),
            indicators=[
                (row, stands.get(row.pk), self._behind(row)) for row in Indicator.objects.all()
            ],
            publishes=publishes,
            may_report=reporting.may_report(user),
            waiting=waiting if publishes else [],
            reported=reported.filter(year=year)[:200],
            to_decide=reported.filter(state=PartnerFigure.State.SUBMITTED) if publishes else [],
            **{"refused": None, "typed": "", **kwargs},
        )

    def _behind(self, indicator: Indicator) -> str:
        """Where the counted rows stand, for who may read those of every partner."""
        if not indicator.is_counted or not self.request.user.is_federation:
            return ""
        return counting.rows_behind(indicator.counter, self.year())


class Count(Overview):
    """Count again now; POST alone."""

    for_federation = True

    def get(self, request, *args, **kwargs):
        return redirect("impact_desk")

    def post(self, request, *args, **kwargs):
        year = self.year()
        found = figures.count_year(year, by=request.user)
        waits = sum(row.state == Figure.State.WAITING for row in found)
        said = f"{year} is opnieuw geteld: {len(found) - waits} cijfers zijn nieuw"
        messages.success(request, f"{said}, {waits} wachten op een reden.")
        return redirect(f"{reverse('impact_desk')}?jaar={year}")


class Publish(Overview):
    """A stand that waited, with the reason that visitors read."""

    model = Figure
    for_federation = True

    def get(self, request, *args, **kwargs):
        return redirect("impact_desk")

    def post(self, request, *args, **kwargs):
        figure = get_object_or_404(Figure, pk=kwargs["pk"])
        form = ReasonForm(request.POST)
        try:
            if not form.is_valid():
                raise FigureRefused(form.errors["reason"][0])
            figures.publish(figure, form.cleaned_data["reason"], request.user)
        except FigureRefused as refused:
            messages.error(request, str(refused))
            typed = {"refused": figure.pk, "typed": form.data.get("reason", "")}
            return self.render_to_response(self.get_context_data(**typed), status=422)
        messages.success(request, f"{figure} is gepubliceerd.")
        return redirect(f"{reverse('impact_desk')}?jaar={figure.year}")


class History(Screen):
    """Every stand of one indicator: from what to what, why, by whom and when."""

    model = Indicator
    page_title = "Correctielogboek"
    template_name = "stories/impact/history.html"

    def get_context_data(self, **kwargs: Any) -> dict:
        indicator = get_object_or_404(Indicator, pk=kwargs["pk"])
        stands = Figure.objects.were_published().filter(indicator=indicator)
        silent = []
        if not indicator.is_counted and figures.may_publish(self.request.user):
            silent = figures.silent(indicator, self.year())
        return super().get_context_data(
            indicator=indicator,
            year=self.year(),
            stands=stands.select_related("previous", "by")[:500],
            silent=silent,
            ways=self._ways(indicator),
            **kwargs,
        )

    def _ways(self, indicator: Indicator) -> list[tuple]:
        """Each with the pages of its links, where this user may look at them."""
        user = self.request.user
        found = counting.ways(indicator.counter, self.year(), user) if indicator.is_counted else []
        return [(way, [(link, links.screen(link, user)) for link in way.links]) for way in found]


class Report(Screen):
    """A partner hands in a figure; what was typed stays where it is refused."""

    page_title = "Geef een cijfer door"
    template_name = "stories/impact/report.html"

    def dispatch(self, request, *args, **kwargs):
        if not reporting.may_report(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        form = kwargs.pop("form", None)
        form = form or ReportForm(user=self.request.user, initial=self.initial())
        return super().get_context_data(form=form, **kwargs)

    def initial(self) -> dict:
        """Of the figure that is corrected, or the indicator and year that were asked."""
        rows = PartnerFigure.objects.visible_to(self.request.user, reporting.ADDS)
        row = rows.filter(pk=row_number(self.request.GET.get("cijfer", ""))).first()
        if row is None:
            return {
                "year": self.year(),
                "indicator": row_number(self.request.GET.get("indicator", "")),
            }
        names = ("indicator", "organisation", "year", "value", "source", "source_date", "note")
        return {
            **{name: getattr(row, name) for name in names},
            "document": row.document,
            "is_unknown": row.value is None,
        }

    def post(self, request, *args, **kwargs):
        form = ReportForm(request.POST, user=request.user)
        if form.is_valid():
            try:
                row = reporting.report(**form.facts(), by=request.user)
            except FigureRefused as refused:
                form.add_error("reason" if str(refused) == reporting.WHY else None, str(refused))
            else:
                messages.success(request, "Bewaard. Iemand van de federatie kijkt het na.")
                return redirect("impact_reported", row.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Reported(Screen):
    """One figure of a partner: the evidence, who handed it in, and what was decided."""

    model = PartnerFigure
    page_title = "Cijfer van een partner"
    template_name = "stories/impact/reported.html"

    def dispatch(self, request, *args, **kwargs):
        rows = PartnerFigure.objects.visible_to(request.user, SEES)
        rows = rows.select_related("indicator", "organisation", "document", "replaces")
        self.row = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict:
        user = self.request.user
        return super().get_context_data(
            row=self.row,
            why_not=reporting.why_not(user, self.row),
            may_correct=scoping.may(user, reporting.CHANGES, self.row.organisation_id),
            **{"typed": "", **kwargs},
        )

    def post(self, request, *args, **kwargs):
        if not figures.may_publish(request.user):
            raise Http404
        answer = request.POST.get("answer", "").replace("\x00", "")
        try:
            if request.POST.get("decision") == "approve":
                reporting.approve(self.row, request.user)
                messages.success(request, "Goedgekeurd. Het telt mee in het cijfer.")
            else:
                reporting.send_back(self.row, request.user, answer)
                messages.success(request, "Teruggestuurd, met de reden erbij.")
        except FigureRefused as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(typed=answer), status=422)
        return redirect("impact_desk")


class IndicatorViewSet(ScopedViewSet):
    """Which figures partners report; what is counted is described by the code that counts it."""

    model = Indicator
    name = "indicator"
    url_prefix = "indicatoren"
    icon = "order"
    menu_label = "Indicatoren"
    add_to_settings_menu = True
    add_to_reference_index = False
    nothing_yet = "Nog geen indicatoren."
    list_display = ["name", "layer", "unit", "formula_version", "is_public"]
    form_fields = [
        "name",
        "code",
        "unit",
        "layer",
        "definition",
        "formula",
        "formula_version",
        "protects",
        "is_public",
        "position",
    ]


class ImpactMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return scoping.may_somewhere(request.user, SEES)


def menu_item() -> ImpactMenuItem:
    return ImpactMenuItem("Impactcijfers", reverse("impact_desk"), icon_name="order", order=153)


urlpatterns = [
    path("impact/", Overview.as_view(), name="impact_desk"),
    path("impact/tel/", Count.as_view(), name="impact_count"),
    path("impact/stand/<int:pk>/", Publish.as_view(), name="impact_publish"),
    path("impact/indicator/<int:pk>/", History.as_view(), name="impact_history"),
    path("impact/cijfer/nieuw/", Report.as_view(), name="impact_report"),
    path("impact/cijfer/<int:pk>/", Reported.as_view(), name="impact_reported"),
]
