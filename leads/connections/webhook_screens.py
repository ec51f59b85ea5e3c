"""The addresses that are told when something happens: made, tried, followed, stopped."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.log_actions import log

from leads.connections import events, signatures
from leads.connections.forms import WebhookForm
from leads.connections.screens import ConnectionPage
from leads.models import Webhook, WebhookDelivery

SHOWN = 50  # messages


class NewView(ConnectionPage):
    page_title = "Nieuw adres"
    template_name = "leads/connections/new_webhook.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("connections:index"), "label": "Koppelingen"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, *, form: WebhookForm | None = None, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": form or WebhookForm(user=self.request.user)
        }

    @transaction.atomic
    def post(self, request: HttpRequest) -> HttpResponse:
        form = WebhookForm(request.POST, user=self.request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        hook = Webhook(created_by=self.request.user, **form.cleaned_data)
        signatures.renew(hook)
        hook.save()
        log(hook, "wagtail.create", user=self.request.user)
        messages.success(request, "Bewaard. Neem het geheim over en stuur een proefbericht.")
        request.session[_key(hook)] = True
        return redirect("connections:webhook", pk=hook.pk)


def _key(hook: Webhook) -> str:
    """In the session: that the next page shows the secret, once. Not the secret itself."""
    return f"webhook-{hook.pk}"


class WebhookView(ConnectionPage):
    """One address, and what became of each message."""

    template_name = "leads/connections/webhook.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.hook = None
        if request.user.is_authenticated:
            rows = Webhook.objects.visible_to(self.request.user).select_related("organisation")
            self.hook = get_object_or_404(rows, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return f"Berichten naar {self.hook.host}" if self.hook else ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": reverse("connections:index"), "label": "Koppelingen"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        hook = self.hook
        assert hook is not None  # noqa: S101 - who is not signed in came no further
        secret = ""
        if self.request.session.pop(_key(hook), False):
            secret = signatures.secret_of(hook.nonce, hook.digest)
        rows = hook.deliveries.order_by("-created_at")[:SHOWN]
        return super().get_context_data(**kwargs) | {
            "hook": hook,
            "secret": secret,
            "rows": rows,
            "shown": SHOWN,
            "overlaps": hook.old_until is not None and hook.old_until > timezone.now(),
        }


class _Act(WebhookView):
    """One button of an address."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """After signing in again, the browser asks for the address that a button posted to."""
        return redirect("connections:webhook", pk=kwargs["pk"])

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        assert self.hook is not None  # noqa: S101
        return self.act(self.hook, **kwargs) or redirect("connections:webhook", pk=self.hook.pk)

    def act(self, hook: Webhook, **kwargs: Any) -> HttpResponse | None:
        raise NotImplementedError


class TestView(_Act):
    def act(self, hook: Webhook, **kwargs: Any) -> None:
        if hook.stopped_at:
            messages.error(self.request, "De berichten zijn gestopt. Zet ze eerst weer aan.")
            return
        events.send(hook, "test", {})
        messages.success(
            self.request,
            "Het proefbericht vertrekt. Ververs straks de bladzijde voor het antwoord.",
        )


class RenewView(_Act):
    """A new secret; the old one signs along for a day."""

    def act(self, hook: Webhook, **kwargs: Any) -> None:
        signatures.renew(hook)
        hook.save(update_fields=["nonce", "digest", "old_nonce", "old_digest", "old_until"])
        log(hook, "wagtail.edit", user=self.request.user)
        self.request.session[_key(hook)] = True


class SwitchView(_Act):
    """Stop, or begin again; what waited since then still goes."""

    def act(self, hook: Webhook, **kwargs: Any) -> None:
        stops = hook.stopped_at is None
        hook.stopped_at = timezone.now() if stops else None
        hook.stopped_by_itself, hook.failing_since = False, None
        hook.save(update_fields=["stopped_at", "stopped_by_itself", "failing_since"])
        log(hook, "wagtail.edit", user=self.request.user)
        said = "De berichten zijn gestopt." if stops else "De berichten gaan weer."
        messages.success(self.request, said)


class RemoveView(_Act):
    def act(self, hook: Webhook, **kwargs: Any) -> HttpResponse:
        log(hook, "wagtail.delete", user=self.request.user)
        hook.delete()
        messages.success(self.request, "Dit adres krijgt geen berichten meer.")
        return redirect("connections:index")


class AgainView(_Act):
    """The same message once more."""

    def act(self, hook: Webhook, **kwargs: Any) -> None:
        row = get_object_or_404(WebhookDelivery, pk=kwargs["delivery"], webhook=hook)
        if hook.stopped_at:
            messages.error(self.request, "De berichten zijn gestopt. Zet ze eerst weer aan.")
            return
        events.send_again(row)
        messages.success(self.request, "Het bericht vertrekt opnieuw.")
