"""Robots, health checks and error pages."""

import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brand.http import faults, limits

DESK = "/beheer/"


@require_safe
def robots(request):
    closed = ("beheer", "mijn", "toestemming", "uitnodiging", "bijdragen", "zoeken")
    lines = ["User-agent: *", *(f"Disallow: /{name}/" for name in closed)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@never_cache
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request):
    """The process answers and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})


def bad_request(request, exception):
    if isinstance(exception, RequestDataTooBig):
        return limits.too_large(request)
    return render(request, "400.html", status=400)


def permission_denied(request, exception):
    return render(request, "403.html", {"at_desk": request.path.startswith(DESK)}, status=403)


def csrf_failed(request, reason=""):
    """Django's own page says it in English, and in a look of its own."""
    return permission_denied(request, None)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Also for failures outside any view: a session, the user."""
    if faults.is_fault(sys.exc_info()[1]):
        return faults.unavailable(request)
    return render(request, "500.html", status=500)
