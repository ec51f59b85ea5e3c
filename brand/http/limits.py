"""How large a request may be: kilobytes for a form, more where files are sent.

The server asks this before it takes in a body (server.py), and Django once more when it knows the
user. A room with pages where visitors upload files without an account lists the prefixes of their
paths in `body_limits.py`.
"""

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from brand import rooms
from brand.http import languages

SMALL = 256 * 1024
# One picture and all the words around it, twice.
LARGEST = (2 * settings.LARGEST_PICTURE_MB + 2) * 1024 * 1024


@cache
def _with_files() -> tuple[str, ...]:
    return tuple(path for room in rooms.modules("body_limits") for path in room.WITH_FILES)


def largest(path: str, *, may_send_files: bool) -> int:
    """In bytes; who is signed in may send files anywhere."""
    return LARGEST if may_send_files or path.startswith(_with_files()) else SMALL


class BodyLimitMiddleware:
    """Stands behind the session: a cookie alone is no account."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > SMALL and length > largest(
            request.path, may_send_files=request.user.is_authenticated
        ):
            return too_large(request)
        return self.get_response(request)


def too_large(request) -> HttpResponse:
    return HttpResponse(too_large_page(request.META.get("QUERY_STRING", "")), status=413)


def too_large_page(query: str) -> str:
    """In the language that the query of the address asks."""
    with languages.of(query) as spoken:
        return render_to_string("413.html", spoken | {"megabytes": settings.LARGEST_PICTURE_MB})
