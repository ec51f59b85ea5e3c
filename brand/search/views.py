"""Searching the whole site: `/zoeken/`."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from brand.search import shelves


@require_safe
def search(request):
    """Every kind of thing together, or one kind a page at a time."""
    return render(request, "brand/search/results.html", {"answer": shelves.search(request.GET)})
