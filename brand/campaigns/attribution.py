"""Where a visitor came from, without tracking.

A tracked link counts one visit a day-row and sends the visitor on with its code in the
address (`?via=7k2`). Pages of ours carry the code on to the form; there is no cookie.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from brand.http import faults
from brand.models import LinkVisits, TrackedLink
from brand.text import one_line

PARAMETER = "via"


def count_visit(link: TrackedLink) -> None:
    """Count a visit; a failure does not stop the visitor."""
    with faults.left_out():
        _count(link)


def _count(link: TrackedLink) -> None:
    today = timezone.localdate()
    row = LinkVisits.objects.filter(link=link, day=today)
    if row.update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            LinkVisits.objects.create(link=link, day=today, count=1)
    except IntegrityError:  # another visitor made the row first
        row.update(count=F("count") + 1)


def link_of(request) -> TrackedLink | None:
    """The link whose code rides in this request, if it is one of ours."""
    code = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or ""
    return TrackedLink.objects.filter(code=one_line(code)[:12]).first() if code else None
