"""The outbox is visible to superusers and the federation's administrators only."""

from django.http import Http404
from wagtail.admin.menu import MenuItem

from brand.models.outbox import is_site_admin


class SiteAdminRequiredMixin:
    """For other users these addresses do not exist."""

    def dispatch(self, request, *args, **kwargs):
        if not is_site_admin(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class SiteAdminMenuItem(MenuItem):
    def is_shown(self, request):
        return is_site_admin(request.user)
