"""Where a visitor came from, without tracking.

A tracked link counts one visit a day-row and sends the visitor on with its code in the
address (`?via=7k2`). Pages of ours carry the code on to the form; there is no cookie.
"""

from brand.models import TrackedLink
from brand.text import one_line

PARAMETER = "via"


def link_of(request) -> TrackedLink | None:
    """The link whose code rides in this request, if it is one of ours."""
    code = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or ""
    return TrackedLink.objects.filter(code=one_line(code)[:12]).first() if code else None
