"""Nothing of the back office is readable before the second factor."""

from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from brand.sign_in import second_factor

# What is needed to show a code, to set up a telephone or to sign out.
OPEN = {
    "second_factor",
    "second_factor_set_up",
    "second_factor_spare",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
}


class SecondFactorMiddleware:
    """A user who has not given the code is asked for it under /beheer/, and a visitor elsewhere."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _in_back_office(request):
            # Lazily: a public page without a user makes no database query for one.
            user = request.user
            request.user = SimpleLazyObject(lambda: _visitor(user))
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not _in_back_office(request) or request.resolver_match.view_name in OPEN:
            return None
        if request.user.is_authenticated and second_factor.is_missing(request.user):
            return redirect(f"{reverse('second_factor')}?{urlencode({'next': _aim(request)})}")
        return None


def _in_back_office(request) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _visitor(user):
    if user.is_authenticated and second_factor.is_missing(user):
        return AnonymousUser()
    return user


def _aim(request) -> str:
    """Where to go on to: what was asked for, or what the sign-in page was to lead to."""
    if request.resolver_match.view_name == "wagtailadmin_login":
        return request.GET.get("next", "")
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""
