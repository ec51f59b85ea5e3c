"""Back office: a partner's trainings, and the second person who puts one online."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from brand.scoping.viewsets import LockedEditMixin, ScopedViewSet
from leads.desk.screens import DeskPage
from leads.models import TrainingOffer
from leads.trainings import publishing
from leads.trainings.forms import TrainingForm
from leads.trainings.publishing import TrainingRefused


class ReadView(DeskPage):
    """How it will stand, and two buttons; a GET only shows."""

    model = TrainingOffer
    any_permission_required: list[str] | None = None
    permission_required = "change"
    page_title = "Lees na"
    header_icon = "openquote"
    template_name = "leads/trainings/read.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = TrainingOffer.objects.visible_to(self.request.user, "leads.change_trainingoffer")
        rows = mine.select_related("organisation", "written_by", "approved_by")
        self.offer = get_object_or_404(rows, pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "offer": self.offer,
            "is_own": self.offer.written_by_id == self.request.user.pk,
            "own": publishing.OWN,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "af" in request.POST:
            publishing.take_off(self.offer, self.request.user)
            messages.success(request, "Deze vorming staat niet meer online.")
            return redirect("training:read", self.offer.pk)
        try:
            publishing.approve(self.offer, self.request.user)
        except TrainingRefused as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, f"“{self.offer}” staat online.")
        return redirect("training:read", self.offer.pk)


class TrainingIndexView(generic.IndexView):
    default_ordering = "title"

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("organisation")


class TrainingEditView(LockedEditMixin, generic.EditView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        url = reverse("training:read", args=[self.object.pk])
        return [HeaderButton("Lees na en zet online", url=url, icon_name="view")]

    def get_success_url(self) -> str:
        return reverse("training:read", args=[self.object.pk])


class TrainingCreateView(generic.CreateView):
    def get_success_url(self) -> str:
        return reverse("training:read", args=[self.object.pk])


class TrainingViewSet(ScopedViewSet):
    model = TrainingOffer
    name = "training"
    url_prefix = "opvolging/vormingen"
    icon = "openquote"
    menu_label = "Vormingen"
    nothing_yet = (
        "Nog geen vormingen. Schrijf op wat jullie werkgevers kunnen leren; een collega leest het "
        "na, en dan staat het op de site."
    )
    add_to_reference_index = False
    index_view_class = TrainingIndexView
    add_view_class = TrainingCreateView
    edit_view_class = TrainingEditView
    list_display = [
        "title",
        Column("organisation", label="Partner", classname="desk-second"),
        Column("stands", label="Staat"),
        Column("valid_until", label="Aan te vragen tot en met", sort_key="valid_until"),
    ]
    edit_handler = ObjectList(
        [
            HelpPanel(
                "Na elke wijziging leest iemand anders dit na voor het (opnieuw) online staat."
                " Werkgevers bereiken jullie met de gegevens van de partner zelf."
            ),
            FieldPanel("organisation"),
            FieldPanel("title"),
            FieldPanel("audience"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("duration"), FieldPanel("language")]),
            FieldRowPanel([FieldPanel("form"), FieldPanel("place")]),
            FieldPanel("price"),
            FieldPanel("valid_until"),
        ],
        base_form_class=TrainingForm,
    )

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        gone = {"usage_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**gone | kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        gone = {"usage", "history", "history_results"}
        return [
            *(pattern for pattern in super().get_urlpatterns() if pattern.name not in gone),
            path("<int:pk>/nalezen/", self.construct_view(ReadView), name="read"),
        ]
