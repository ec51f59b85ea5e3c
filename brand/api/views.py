"""The addresses of the API."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from brand.api import describing, resources
from brand.api.responses import fingerprinted
from brand.pages.schema_org import full

PER_PAGE, AT_MOST = 20, 100
ALLOWED = "GET, HEAD, OPTIONS"


def readable_from_anywhere(view):
    """Reading only; a browser that asks whether it may, may."""

    @csrf_exempt
    def answer(request, *args, **kwargs):
        if request.method in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
        response["Allow"] = response["Access-Control-Allow-Methods"] = ALLOWED
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@readable_from_anywhere
def rows(request, resource):
    resource = resources.every().get(resource)
    if resource is None:
        return _refusal(request, 404, "Dat bestaat hier niet.")
    size = _number(request.GET.get("per_page"), PER_PAGE, AT_MOST)
    page = Paginator(resource.rows(request.GET), size).get_page(request.GET.get("page"))
    return fingerprinted(
        request,
        {
            "count": page.paginator.count,
            "page": page.number,
            "pages": page.paginator.num_pages,
            "next": _page(request, page.number + 1) if page.has_next() else None,
            "previous": _page(request, page.number - 1) if page.has_previous() else None,
            "results": resource.lines(page.object_list),
        },
    )


@readable_from_anywhere
def one(request, resource, key):
    resource = resources.every().get(resource)
    row = resource.one(key) if resource else None
    if row is not None:
        return fingerprinted(request, resource.whole(row))
    if resource and resource.existed(key):
        return _refusal(request, 410, "Dit is er niet meer.")
    return _refusal(request, 404, "Dat bestaat hier niet.")


@readable_from_anywhere
def openapi(request):
    return fingerprinted(request, describing.openapi())


def index(request):
    """For people: what there is to ask."""
    context = {"resources": resources.every().values(), "description": reverse("api_openapi")}
    return render(request, "brand/api/description.html", context)


def _refusal(request, status: int, sentence: str):
    return fingerprinted(request, {"error": sentence}, status=status)


def _number(text: str | None, default: int, most: int) -> int:
    found = int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
    return min(found, most) or default


def _page(request, number: int) -> str:
    query = {name: value for name, value in request.GET.items() if name != "page"}
    return full(f"{request.path}?{urlencode({**query, 'page': number})}")
