"""What holds for every request: the content policy, and input that can be read."""

from csp.constants import SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import Http404, QueryDict
from django.urls import reverse

from brand.http.views import bad_request
from brand.scoping import screens
from brand.scoping.readable import readable_pages
from brand.text import LARGEST_NUMBER, is_no_row, row_number

SEARCHED = {"q", "search"}  # what Wagtail's own screens call it

# Pages of a type, with who wrote them.
REPORTS_ELSEWHERE = {
    "wagtailadmin_pages:type_use",
    "wagtailadmin_pages:type_use_results",
    "wagtailforms:index",
    "wagtailforms:index_results",
}
CHOSEN_PAGES = "wagtailadmin_choose_page_chosen_multiple"  # by number in the query
PAGES_IN_ADDRESSES = {"page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"}


class ContentSecurityMiddleware(CSPMiddleware):
    """The strict policy everywhere; Wagtail's own screens get the one they can work under."""

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(reverse("wagtailadmin_home")):
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY
        elif not report_only and getattr(request, "is_preview", False):
            parts.replace = {"frame-ancestors": [SELF]}  # stands beside the editor's form
        return parts


class PlainInputMiddleware:
    """What no person types is refused or dropped before anything asks for it.

    A NUL byte is no text: PostgreSQL refuses it. Form fields refuse it with a sentence of their
    own; this is for addresses, queries and cookies.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not _is_read(request):
            request.GET = QueryDict()  # the page that says so may not ask for it again
            return bad_request(request, None)
        at_the_desk = request.path.startswith(reverse("wagtailadmin_home"))
        searched = SEARCHED if at_the_desk else ()
        plain = {
            key: [
                _plain(value, searched=key in searched)
                for value in values
                if key in searched or not (at_the_desk and is_no_row(value))
            ]
            for key, values in request.GET.lists()
        }
        if plain != dict(request.GET.lists()):
            query = request.GET.copy()
            for key, values in plain.items():
                query.setlist(key, values)
            request.GET = query
        for name in [name for name, value in request.COOKIES.items() if "\x00" in name + value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if "\x00" in request.path:
            raise Http404
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404


def _plain(value: str, *, searched: bool) -> str:
    """Without NUL bytes; what is searched in the back office also without quotation marks.

    Wagtail's search on SQLite puts what was typed between such marks, and fails on one more.
    """
    value = value.replace("\x00", "")
    return value.replace('"', " ").strip() if searched else value


def _is_read(request) -> bool:
    try:
        return request.GET is not None
    except TooManyFieldsSent:
        return False


class FederationReportsMiddleware:
    """Wagtail's reports name rows of every partner; only the federation opens them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        match = request.resolver_match
        if "wagtailadmin_reports" in match.namespaces or match.view_name in REPORTS_ELSEWHERE:
            user = request.user
            if user.is_authenticated and not user.is_federation:
                raise Http404


class OwnPagesMiddleware:
    """In the back office another partner's draft looks like a page that does not exist.

    Wagtail asks whether the user may change a page; some of its screens (moving, choosing)
    show the title of any page whose number stands in the address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """The reader is known while the answer is made; see brand/scoping/screens.py."""
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return self.get_response(request)
        token = screens.answered.set(request.user)
        try:
            return self.get_response(request)
        finally:
            screens.answered.reset(token)

    def process_view(self, request, view, args, kwargs):
        named = {kwargs[name] for name in PAGES_IN_ADDRESSES & kwargs.keys()}
        if request.resolver_match.view_name == CHOSEN_PAGES:
            named |= set(request.GET.getlist("id"))
        if not named or not request.path.startswith(reverse("wagtailadmin_home")):
            return
        named = {row_number(pk) for pk in named}
        if None in named:
            raise Http404
        user = request.user
        if not user.is_authenticated or user.is_federation:
            return
        if readable_pages(user).filter(pk__in=named).count() < len(named):
            raise Http404
