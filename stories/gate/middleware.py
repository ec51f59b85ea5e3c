"""Tells the user why the gate refused, on every publishing route of the back office."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from brand import gating
from stories.gate.messages import in_words


class PublicationRefusedMiddleware:
    """A story that may not go live leaves everything as it was, and the editor reads why."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, gating.PublicationRefused):
            return None
        messages.error(request, in_words(exception.page, exception.reasons))
        address = _back(request, exception.page)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": address})  # Wagtail's dialogs
        return redirect(address)


def _back(request, page) -> str:
    """The page's own screen; the dashboard where it has none yet."""
    if page.pk and page.permissions_for_user(request.user).can_edit():
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return reverse("wagtailadmin_home")
