"""Public data as JSON."""

import json

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from brand.models.kit import fingerprint


def fingerprinted(request, body, content_type: str = "application/json", status: int = 200):
    """A JSON response with an ETag, answering 304 where it matches; readable from any site.

    Caches must revalidate: withdrawn data is gone at the next request.
    """
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8", status=status)
    response["Cache-Control"] = "public, no-cache" if status == 200 else "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    if status != 200:
        return response
    response["ETag"] = f'"{fingerprint(text)}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
