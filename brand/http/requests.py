"""Types of requests, for annotations."""

from django.http import HttpRequest

from brand.models import User


class DeskRequest(HttpRequest):
    """A request in the back office, where a user is always signed in."""

    user: User
