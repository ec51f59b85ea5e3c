"""The brand kit as files: `/merk.css`, icons in its colours, and what a telephone asks."""

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from brand.kit import landscape
from brand.models import BrandKit
from brand.models.kit import fingerprint


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


SIDES = (180, 192, 512)  # a telephone of Apple's, and what a manifest asks
ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">
<rect width="40" height="40" rx="10" fill="{paper}"/>
<path d="M8 31c0-15 10-5 13.5-14S26 9 32 9" fill="none" stroke="{brand}" stroke-width="5"
 stroke-linecap="round"/><circle cx="8" cy="31" r="4.6" fill="{accent}"/>
<circle cx="31.5" cy="9" r="5" fill="{sun}" stroke="{accent}" stroke-width="2"/></svg>
"""


def _light(request) -> dict[str, str]:
    return BrandKit.for_request(request).tokens()["light"]


def _for_a_day(response):
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def icon_svg(request):
    """The mark in the colours of the kit, for the tab of a browser."""
    return _for_a_day(HttpResponse(ICON.format(**_light(request)), content_type="image/svg+xml"))


@require_safe
def icon_png(request, side: int):
    if side not in SIDES:
        raise Http404
    drawn = landscape.icon_png(_light(request), side)
    return _for_a_day(HttpResponse(drawn, content_type="image/png"))


@require_safe
def favicon(request):
    """For who asks without having read the page."""
    return _for_a_day(
        HttpResponse(landscape.icon_png(_light(request), 48), content_type="image/png")
    )


@require_safe
def manifest(request):
    kit = BrandKit.for_request(request)
    paper = _light(request)["paper"]
    icons = [
        {"src": reverse("brand_icon", args=[side]), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in SIDES[1:]
    ]
    said = {
        "name": kit.name,
        "short_name": kit.name[:12],
        "lang": "nl-BE",
        "start_url": "/",
        "display": "browser",
        "background_color": paper,
        "theme_color": paper,
        "icons": icons,
    }
    return _for_a_day(JsonResponse(said, content_type="application/manifest+json"))
