"""Public data as JSON, for whoever reads it with a machine."""

import json

from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from brand.models.kit import fingerprint


def fingerprinted(request, body, content_type: str = "application/json", status: int = 200):
    """With a fingerprint, so that who has it already is told so; readable from any site.

    Nobody may keep it without asking again: what is withdrawn is gone at the next reading.
    """
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8", status=status)
    response["Cache-Control"] = "public, no-cache" if status == 200 else "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    if status != 200:
        return response
    response["ETag"] = f'"{fingerprint(text)}"'
    return get_conditional_response(request, etag=response["ETag"], response=response)
