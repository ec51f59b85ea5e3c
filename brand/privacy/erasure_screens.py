"""What was erased, when and how much; and how long everything is kept. Never whose it was."""

from django.urls import path
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from brand.models import Erasure
from brand.outbox_admin.access import SiteAdminMenuItem, SiteAdminRequiredMixin
from brand.privacy import retention


class LinePaginator(WagtailPaginator):
    verbose_name, verbose_name_plural = "regel", "regels"


class ErasureIndexView(SiteAdminRequiredMixin, generic.IndexView):
    model = Erasure
    template_name = "brand/privacy/erasures.html"
    any_permission_required = None  # SiteAdminRequiredMixin asks
    page_title = "Wat is gewist"
    verbose_name_plural = "regels"
    header_icon = "bin"
    default_ordering = "-at"
    paginate_by = 50
    paginator_class = LinePaginator
    no_results_message = "Er is nog niets gewist."
    index_url_name, index_results_url_name = "erasures:index", "erasures:index_results"

    @cached_property
    def columns(self):
        return [
            Column("what", label="Wat", sort_key="what", classname="title"),
            Column("count", label="Hoeveel", sort_key="count"),
            Column("why", label="Waarom", accessor="get_why_display"),
            DateColumn("at", label="Wanneer", sort_key="at"),
        ]

    def get_base_queryset(self):
        return Erasure.objects.visible_to(self.request.user)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        periods = [] if self.results_only else list(retention.counts())
        return super().get_context_data(periods=periods, **kwargs)


class ErasureViewSet(ViewSet):
    name = "erasures"
    url_prefix = "gewist"
    icon = "bin"
    menu_label = "Wat is gewist"
    menu_order = 810
    menu_item_class = SiteAdminMenuItem
    add_to_reports_menu = False
    add_to_settings_menu = True

    def get_urlpatterns(self):
        return [
            path("", ErasureIndexView.as_view(), name="index"),
            path("lijst/", ErasureIndexView.as_view(results_only=True), name="index_results"),
        ]
