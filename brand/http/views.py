"""Addresses of the brand that are no pages: tracked links, files, health, errors."""

import sys
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brand.campaigns import attribution
from brand.http import faults, limits
from brand.models import BrandKit, TrackedLink
from brand.models.kit import fingerprint
from brand.search import shelves


@require_safe
@never_cache
def tracked_link(request, code):
    """Count the visit and go on to the page, with the code in its address."""
    link = get_object_or_404(TrackedLink.objects.select_related("page"), code=code)
    if request.method == "GET":
        attribution.count_visit(link)
    target = link.page.url if link.page and link.page.live else "/"
    return redirect(f"{target}?{urlencode({attribution.PARAMETER: link.code})}")


@require_safe
def search(request):
    """Every kind of thing together, or one kind a page at a time."""
    return render(request, "brand/search/results.html", {"answer": shelves.search(request.GET)})


@require_safe
def stylesheet(request):
    """The brand kit as style: kept for a year under the address that names its contents."""
    text = BrandKit.for_request(request).stylesheet()
    etag = f'"{fingerprint(text)}"'
    named = request.GET.get("v") == fingerprint(text)
    response = get_conditional_response(
        request, etag=etag, response=HttpResponse(text, content_type="text/css; charset=utf-8")
    )
    response["ETag"] = etag
    response["Cache-Control"] = (
        "public, max-age=31536000, immutable" if named else "public, no-cache"
    )
    return response


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
    return render(request, "403.html", status=403)


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
