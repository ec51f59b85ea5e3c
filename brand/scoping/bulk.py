"""Wagtail's bulk actions on pages and files, limited to rows the user may read.

Wagtail names every row whose number is sent, also when it says that one may do nothing with it.
"""

from django.http import Http404
from django.shortcuts import get_list_or_404
from wagtail.admin.views.pages import bulk_actions as on_pages
from wagtail.documents.views import bulk_actions as on_documents
from wagtail.images.views import bulk_actions as on_pictures
from wagtail.models import Page

from brand.scoping.readable import readable, readable_pages
from brand.text import row_number, row_numbers


class ReadableMixin:
    """Goes before one of Wagtail's: a foreign number is no row, also among "all"."""

    def get_queryset(self, model, object_ids):
        rows = readable(model, self.request.user)
        return get_list_or_404(rows, pk__in=row_numbers(object_ids))

    def get_all_objects_in_listing_query(self, parent_id):
        if parent_id is not None and not self._is_readable_parent(parent_id):
            raise Http404
        return super().get_all_objects_in_listing_query(parent_id)

    def _is_readable_parent(self, pk: str) -> bool:
        number = row_number(pk)
        if self.model is not Page or number is None:
            return number is not None
        return readable_pages(self.request.user).filter(pk=number).exists()


ACTIONS = [
    type(name, (ReadableMixin, getattr(module, name)), {"__module__": __name__})
    for module in (on_pages, on_pictures, on_documents)
    for name in module.__all__
]
