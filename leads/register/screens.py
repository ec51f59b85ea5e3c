"""The federation's screen of the register: which stand is here, which file can be read, how far."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry

from leads.desk.screens import DeskPage
from leads.establishments.screens import EmployerView
from leads.models import RegisterEntry, RegisterExtract
from leads.register import extracts, filling, rounds, telling
from leads.register.extracts import Refused
from leads.register.files import Unreadable

SHOWN = 10
State = RegisterExtract.State


class BeginForm(forms.Form):
    """Which file of the folder; a name that is not there is no choice."""

    file = forms.ChoiceField(
        label="Welk bestand?",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een bestand.", "invalid_choice": "Kies een bestand."},
    )
    keeps_list = forms.BooleanField(
        label="Bewaar ook de naam en het adres van alle andere vennootschappen en verenigingen, om "
        "ze op te zoeken in Nieuw dossier. Dat vraagt ongeveer een gigabyte.",
        required=False,
    )

    def __init__(self, data: Any = None, *, found: list[extracts.Found]) -> None:
        last = RegisterExtract.last()
        super().__init__(data, initial={"keeps_list": bool(last and last.keeps_list)})
        choices = [(one.name, one.name) for one in found if one.meta]
        cast(forms.ChoiceField, self.fields["file"]).choices = choices


class RegisterView(DeskPage):
    model = RegisterExtract
    permission_required = "add"
    any_permission_required: list[str] | None = None
    page_title = "KBO"
    header_icon = "table"
    template_name = "leads/register/register.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = extracts.there()
        running = RegisterExtract.objects.filter(state=State.READING).first()
        return {
            "form": BeginForm(found=found),
            **super().get_context_data(**kwargs),
            "found": found,
            "folder": extracts.folder(),
            "running": running,
            "percent": rounds.progress(running) if running else 0,
            "earlier": RegisterExtract.objects.exclude(state=State.READING)[:SHOWN],
            "last": RegisterExtract.last(),
            "listed": RegisterEntry.objects.count(),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        form = BeginForm(request.POST, found=extracts.there())
        if form.is_valid():
            said = form.cleaned_data
            path_of = extracts.folder() / said["file"]
            try:
                extracts.begin(path_of, self.request.user, keeps_list=said["keeps_list"])
            except (Refused, Unreadable) as trouble:
                form.add_error("file", str(trouble))
            else:
                messages.success(request, "Het inlezen is begonnen.")
                return redirect("register:index")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class _Act(PermissionCheckedMixin, View):
    model = RegisterExtract
    permission_required = "add"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("register:index")


class StopView(_Act):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        extracts.stop(get_object_or_404(RegisterExtract, pk=pk))
        messages.success(request, "Gestopt. Wat al gelezen was, blijft; je kan later verdergaan.")
        return redirect("register:index")


class GoOnView(_Act):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            extracts.go_on(get_object_or_404(RegisterExtract, pk=pk))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect("register:index")


class ProgressView(_Act):
    """How far the worker is; asked by the page every two seconds."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        extract = get_object_or_404(RegisterExtract, pk=pk)
        percent = rounds.progress(extract)
        said = f"{percent} %"
        return JsonResponse({"state": extract.state, "done": percent, "total": 100, "said": said})


class TakeOverView(EmployerView):
    """A person says that the register is right, in one thing; POST alone."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.here)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("field", "")
        if telling.take_over(self.object, name, self.request.user):
            return self.back("Overgenomen uit KBO.")
        messages.warning(request, "Daarin verschilt KBO niet meer.")
        return redirect(self.here)


class TakeOverPlaceView(EmployerView):
    """The same of all that the register says of one establishment."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(self.object.establishments.all(), pk=kwargs["establishment"])
        return redirect(self.here)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = self.object.establishments.filter(register_on__isnull=False)
        place = get_object_or_404(rows, pk=kwargs["establishment"])
        filling.follow(place, self.request.user)
        return self.back(f"{place}: overgenomen uit KBO.")


class FederationMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        policy = policy_registry.get_by_type(RegisterExtract)
        return policy.user_has_permission(request.user, "add")


class RegisterViewSet(ViewSet):
    name = "register"
    url_prefix = "kbo"
    icon = "table"
    menu_label = "KBO"
    menu_item_class = FederationMenuItem
    add_to_settings_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", RegisterView.as_view(), name="index"),
            path("<int:pk>/stand/", ProgressView.as_view(), name="progress"),
            path("<int:pk>/stop/", StopView.as_view(), name="stop"),
            path("<int:pk>/verder/", GoOnView.as_view(), name="go_on"),
        ]
