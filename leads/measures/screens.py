"""Back office: the values of a card, another value, a second look; the federation's alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from brand.scoping.viewsets import LockedEditMixin, ScopedViewSet
from brand.text import row_number
from leads.desk.screens import DeskPage
from leads.follow_up.screens import LeadView
from leads.measures import questions, reading, recording
from leads.measures.desk_forms import CardForm, LookForm, ParameterForm, ValueForm
from leads.measures.recording import MeasureRefused
from leads.models import MeasureParameter, MeasureValue, SupportMeasure


class MeasureScreen(DeskPage):
    model = SupportMeasure
    permission_required = "change"
    any_permission_required: list[str] | None = None
    header_icon = "calendar-check"
    measure: SupportMeasure

    def find(self, **kwargs: Any) -> SupportMeasure:
        return get_object_or_404(SupportMeasure, pk=kwargs["pk"])

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.measure = self.find(**kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        values = reverse("support_measure:values", args=[self.measure.pk])
        return [
            *self.breadcrumbs_items,
            {"url": reverse("support_measure:index"), "label": "Steunmaatregelen"},
            {"url": values, "label": str(self.measure)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(measure=self.measure, **kwargs)

    def back(self) -> HttpResponse:
        return redirect("support_measure:values", self.measure.pk)


class ValuesView(MeasureScreen):
    """Everything that is or was known of one card."""

    page_title = "Waarden en bronnen"
    template_name = "leads/measures/values.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = timezone.localdate()
        parameters = self.measure.parameters.prefetch_related(
            "values__checked_by", "values__entered_by"
        )
        return super().get_context_data(
            day=day,
            parameters=[
                reading.Known.of(one, one.values.all(), day, "")  # of every region
                for one in parameters
            ],
            look_again=recording.proposed_day(),
            **{"refused": "", "refused_row": None, **kwargs},
        )


class LookView(ValuesView):
    """A second person read the source too; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row: SupportMeasure | MeasureValue = self.measure
        if "value" in kwargs:
            values = MeasureValue.objects.filter(parameter__measure=self.measure)
            row = get_object_or_404(values, pk=kwargs["value"])
        form = LookForm(request.POST)
        try:
            if not form.is_valid():
                raise MeasureRefused(form.errors["check_by"][0])
            recording.look_over(row, self.request.user, form.cleaned_data["check_by"])
        except MeasureRefused as refused:
            messages.error(request, str(refused))
            context = self.get_context_data(refused=str(refused), refused_row=row)
            return self.render_to_response(context, status=422)
        messages.success(request, "Genoteerd: jij keek dit na.")
        return self.back()


class FormScreen(MeasureScreen):
    template_name = "leads/measures/form.html"

    def form(self, data: Any = None) -> Any:
        raise NotImplementedError

    def keep(self, form: Any) -> str:
        """Write it, and say so."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{"form": kwargs.pop("form", None) or self.form()} | kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            try:
                messages.success(request, self.keep(form))
                return self.back()
            except MeasureRefused as refused:
                form.add_error(None, str(refused))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ParameterView(FormScreen):
    """A parameter, new or known."""

    parameter: MeasureParameter

    def find(self, **kwargs: Any) -> SupportMeasure:
        measure = super().find(**kwargs)
        if "parameter" in kwargs:
            self.parameter = get_object_or_404(measure.parameters, pk=kwargs["parameter"])
        else:
            self.parameter = MeasureParameter(measure=measure)
        return measure

    def get_page_title(self) -> str:
        return self.parameter.name or "Nieuwe parameter"

    def form(self, data: Any = None) -> ParameterForm:
        return ParameterForm(data, instance=self.parameter)

    def keep(self, form: ParameterForm) -> str:
        form.save()
        return "Bewaard."


class ValueView(FormScreen):
    """Another value: beside what stands there, or instead of it."""

    parameter: MeasureParameter
    former: MeasureValue | None = None

    def find(self, **kwargs: Any) -> SupportMeasure:
        measure = super().find(**kwargs)
        self.parameter = get_object_or_404(measure.parameters, pk=kwargs["parameter"])
        if asked := self.request.GET.get("vervangt"):
            values = self.parameter.values.filter(pk=row_number(asked) or 0)
            self.former = values.first()
            if self.former is None:
                raise Http404
        return measure

    def get_page_title(self) -> str:
        return f"{self.parameter.name}: nieuwe waarde"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = {"former": self.former, "parameter": self.parameter}
        return super().get_context_data(**kwargs | about)

    def form(self, data: Any = None) -> ValueForm:
        place = self.former.region if self.former else self.measure.region
        fresh = MeasureValue(parameter=self.parameter, replaces=self.former)
        return ValueForm(data, instance=fresh, initial={"region": place})

    def keep(self, form: ValueForm) -> str:
        recording.write_value(form.save(commit=False), self.request.user)
        return "Bewaard. Iemand anders kijkt het na."


class CardEditView(LockedEditMixin, generic.EditView):
    @property
    def header_buttons(self) -> list[Any]:
        url = reverse("support_measure:values", args=[self.object.pk])
        return [HeaderButton("Waarden en bronnen", url=url, icon_name="list-ul")]


class SupportMeasureViewSet(ScopedViewSet):
    """Cards of support, each with its parameters and values; kept by the federation."""

    model = SupportMeasure
    name = "support_measure"
    url_prefix = "steunmaatregelen"
    icon = "calendar-check"
    menu_label = "Steunmaatregelen"
    add_to_settings_menu = True
    add_to_reference_index = False
    nothing_yet = "Nog geen steunmaatregelen."
    edit_view_class = CardEditView
    search_fields = ["name", "explanation", "also_called"]
    list_display = [
        TitleColumn("name", label="Naam", url_name="support_measure:values", sort_key="name"),
        Column("group", label="Soort", accessor="get_group_display"),
        Column("region", label="Gewest", accessor="get_region_display"),
        Column("status", label="Staat", accessor="get_status_display", sort_key="status"),
        Column("check_by", label="Na te kijken op", sort_key="check_by"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("code"),
            FieldPanel("explanation"),
            FieldRowPanel([FieldPanel("group"), FieldPanel("employers")]),
            FieldRowPanel([FieldPanel("region"), FieldPanel("region_of")]),
            FieldPanel("conditions"),
            FieldPanel("steps"),
            FieldPanel("decided_by"),
            FieldPanel("also_called"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
                    FieldPanel("source"),
                    FieldPanel("source_url"),
                    FieldRowPanel([FieldPanel("source_date"), FieldPanel("read_on")]),
                    FieldPanel("remark"),
                    FieldRowPanel([FieldPanel("status"), FieldPanel("check_by")]),
                ],
                "Geldigheid en bron",
            ),
            FieldPanel("position"),
        ],
        base_form_class=CardForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"delete_url_name": None, "usage_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"delete", "usage"}
        parameter, value = "<int:pk>/parameter/<int:parameter>/", "<int:pk>/waarde/<int:value>/"
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name not in gone),
            path("<int:pk>/", ValuesView.as_view(), name="values"),
            path("<int:pk>/nagekeken/", LookView.as_view(), name="look"),
            path("<int:pk>/parameter/", ParameterView.as_view(), name="parameter_add"),
            path(parameter, ParameterView.as_view(), name="parameter"),
            path(f"{parameter}waarde/", ValueView.as_view(), name="value"),
            path(f"{value}nagekeken/", LookView.as_view(), name="look_value"),
        ]


class DossierView(LeadView):
    """The page of support for one employer: what the dossier knows is answered, nothing is kept."""

    template_name = "leads/measures/dossier.html"
    http_method_names = ["get", "head"]

    def get_page_title(self) -> str:
        return f"Kosten en steun: {self.lead}"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *before, here = super().get_breadcrumbs_items()
        here = {**here, "url": self.lead.get_absolute_url()}
        return [*before, here, {"url": "", "label": "Kosten en steun"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = questions.known_of(self.lead)
        answered = questions.answered(self.request.GET, known)
        # Without what only the dossier itself shows.
        context = super(LeadView, self).get_context_data(**kwargs)
        return context | answered | {"lead": self.lead, "is_known": bool(known)}
