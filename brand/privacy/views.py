"""`/mijn-gegevens/<token>/`: all data about a mail address, for its owner.

The link comes by mail to that very address and lives for a day: typing an
address into a form gives access to nothing. A GET shows; only a POST erases.
"""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.privacy import access
from brand.tokens import unlisted


# The secret in the address is the authority, so there is no cookie to be misused.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def my_data(request, token):
    address = access.address_of(token)
    if address is None:
        return _private(render(request, "brand/privacy/my_data_unknown.html", status=404))
    items = access.of_address(address)
    if request.method == "POST" and request.POST.get("zeker") == "ja":
        gone = access.erase_own(items)
        return _private(
            render(request, "brand/privacy/my_data_erased.html", {"gone": gone.items()})
        )
    if request.GET.get("vorm") == "json":
        return _private(as_file(access.as_data(items)))
    context = {"items": items, "token": token, "asks": request.method == "POST"}
    return _private(render(request, "brand/privacy/my_data.html", context))


def as_file(data) -> JsonResponse:
    response = JsonResponse(
        data, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="mijn-gegevens.json"'
    return response


def _private(response):
    response["Referrer-Policy"] = "no-referrer"
    return response
