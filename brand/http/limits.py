"""How large a request may be: kilobytes for a form, more where files are sent.

The server asks this before it takes in a body (server.py), and Django once more when it knows the
user. A room with pages where visitors upload files without an account lists the prefixes of their
paths in `body_limits.py`.
"""

from functools import cache

from django.http import HttpResponse
from django.shortcuts import render

from brand import rooms
from brand.http import languages

SMALL = 256 * 1024
LARGEST = 32 * 1024 * 1024  # one picture of 15 MB and all the words around it, twice


@cache
def _with_files() -> tuple[str, ...]:
    return tuple(path for room in rooms.modules("body_limits") for path in room.WITH_FILES)


def largest(path: str, *, may_send_files: bool) -> int:
    """In bytes; who is signed in may send files anywhere."""
    return LARGEST if may_send_files or path.startswith(_with_files()) else SMALL


class BodyLimit:
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
    with languages.of(request.META.get("QUERY_STRING", "")) as spoken:
        return render(request, "413.html", spoken, status=413)
