"""The outbox is visible to superusers and the federation's administrators only."""

from django.http import Http404
from wagtail.admin.menu import MenuItem

from brand.models.outbox import keeps_the_brand


class ForWhoKeepsTheBrand:
    """For other users these addresses do not exist."""

    def dispatch(self, request, *args, **kwargs):
        if not keeps_the_brand(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class KeepersMenuItem(MenuItem):
    def is_shown(self, request):
        return keeps_the_brand(request.user)
