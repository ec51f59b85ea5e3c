"""A steward has no desk: whoever signs in at `/beheer/` and keeps a door lands there."""

from django.shortcuts import redirect
from django.urls import reverse

from brand import scoping


class StewardMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == reverse("wagtailadmin_home") and _keeps_only_a_door(request.user):
            return redirect("doors")
        return self.get_response(request)


def _keeps_only_a_door(user) -> bool:
    if not user.is_authenticated or user.has_perm("wagtailadmin.access_admin"):
        return False
    return scoping.may_somewhere(user, "roadshow.check_in")
