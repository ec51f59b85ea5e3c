"""Where who runs a partner lets its own software in, and keeps sight of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages

from brand import scoping
from brand.http.requests import DeskRequest
from leads.connections import keys
from leads.connections.forms import KeyForm
from leads.desk.screens import DeskPage
from leads.models import ApiKey, Webhook

RIGHT = "leads.connect"


class ConnectionPage(DeskPage):
    """For who runs a partner."""

    any_permission_required = ["add"]
    header_icon = "link"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not scoping.may_somewhere(self.request.user, RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ConnectionsView(ConnectionPage):
    page_title = "Koppelingen"
    template_name = "leads/connections/index.html"

    def get_context_data(self, *, form: KeyForm | None = None, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": form or KeyForm(user=self.request.user),
            "keys": ApiKey.objects.visible_to(self.request.user).select_related(
                "organisation", "created_by"
            ),
            "hooks": Webhook.objects.visible_to(self.request.user).select_related("organisation"),
            "api": self.request.build_absolute_uri(reverse("partner_api_leads")),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """Shown in the answer itself: nothing keeps the key to show it later."""
        form = KeyForm(request.POST, user=self.request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = form.cleaned_data
        key, secret = keys.make(
            self.request.user,
            said["organisation"],
            name=said["name"],
            may_read="read" in said["scopes"],
            may_write="write" in said["scopes"],
            expires_on=said["expires_on"],
        )
        shown = self.render_to_response(self.get_context_data(made=key, secret=secret))
        shown["Cache-Control"] = "no-store, private"
        return shown


class RevokeView(ConnectionPage):
    def key(self, request: DeskRequest, pk: int) -> ApiKey:
        found: ApiKey = get_object_or_404(ApiKey.objects.visible_to(request.user), pk=pk)
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """After signing in again, the browser asks for the address that a button posted to."""
        self.key(self.request, kwargs["pk"])
        return redirect("connections:index")

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = self.key(self.request, pk)
        keys.revoke(key, self.request.user)
        messages.success(request, f"De sleutel “{key}” werkt niet meer.")
        return redirect("connections:index")
