"""Mailchimp in the back office: whether it is set up as we need it."""

from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.audience import set_up
from brand.outbox_admin.access import SiteAdminMenuItem, SiteAdminRequiredMixin


class ServiceMixin(SiteAdminRequiredMixin, WagtailAdminTemplateMixin):
    header_icon = "mail"
    page_title = "Mailchimp"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class CheckView(ServiceMixin, TemplateView):
    """A GET asks Mailchimp nothing; the button does, and the answer is that of this moment."""

    template_name = "brand/audience/check.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            mode=set_up.mode(), modes=set_up.MODES.items(), lines=None, **kwargs
        )

    def post(self, request, *args, **kwargs):
        lines = set_up.lines()
        context = self.get_context_data()
        open_lines = sum(not line.is_good for line in lines)
        return self.render_to_response(
            {**context, "lines": lines, "open_lines": open_lines, "at": timezone.now()}
        )


def menu_item() -> SiteAdminMenuItem:
    return SiteAdminMenuItem("Mailchimp", reverse("audience_check"), icon_name="mail", order=850)


urlpatterns = [
    path("mailchimp/", CheckView.as_view(), name="audience_check"),
]
