"""What every answer says about keeping it, and about what a page may use of a device."""

from django.conf import settings

# The map asks for the position, after a press; nothing else of a device is used.
PERMISSIONS = "camera=(), display-capture=(), geolocation=(self), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", _keeping(request, response))
        return response


def _keeping(request, response) -> str:
    """A page may be kept, but is asked for again each time: who stops is gone at once."""
    personal = settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies
    return "private, no-cache" if personal else "public, no-cache"
