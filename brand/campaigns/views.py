"""Tracked links of campaigns: `/g/<code>`."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brand.campaigns import attribution, visit_counts
from brand.http import machines
from brand.models import TrackedLink


@require_safe
@never_cache
def tracked_link(request, code):
    """Count the visit and go on to the page, with the code in its address."""
    link = get_object_or_404(TrackedLink.objects.select_related("page"), code=code)
    if machines.is_visit(request):
        visit_counts.add(link.pk)
    target = (link.page.url if link.page and link.page.live else None) or "/"
    return redirect(f"{target}?{urlencode({attribution.PARAMETER: link.code})}")
