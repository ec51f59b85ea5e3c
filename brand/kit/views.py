"""The brand kit as a style sheet: `/merk.css`."""

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

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
