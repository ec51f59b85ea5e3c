"""Loading and removing the demo from the back office, in one click; the federation's only."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand import demo, rooms
from brand.models import Organisation, User


def leaves_nobody() -> bool:
    """Whether everybody who can sign in for the federation goes with the examples."""
    stays = User.objects.filter(is_active=True).exclude(email__endswith=f"@{demo.MAIL_DOMAIN}")
    house = Q(is_superuser=True) | Q(
        memberships__organisation__is_federation=True, memberships__organisation__is_demo=False
    )
    return not stays.filter(house).exists()


def is_loaded() -> bool:
    return Organisation.objects.filter(is_demo=True).exists()


class DemoView(WagtailAdminTemplateMixin, TemplateView):
    """What the demo holds; a POST takes it all away, or brings it."""

    template_name = "brand/admin/demo.html"
    page_title = "Voorbeelden"
    header_icon = "view"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_federation:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [{"url": reverse("wagtailadmin_home"), "label": "Start"}, {"label": "Voorbeelden"}]

    def get_context_data(self, **kwargs):
        loaded = is_loaded()
        counts = demo.remove_everywhere(dry_run=True) if loaded else {}
        return super().get_context_data(
            loaded=loaded,
            leaves_nobody=loaded and leaves_nobody(),
            counts=[(LABELS[name], count) for name, count in counts.items()],
            **kwargs,
        )

    def post(self, request):
        leaves = request.user.email.endswith(f"@{demo.MAIL_DOMAIN}")
        if "remove" in request.POST:
            demo.remove_everywhere()
            messages.success(request, "Alle voorbeelden zijn verwijderd.")
            return redirect("wagtailadmin_login" if leaves else "wagtailadmin_home")
        for room in rooms.modules("demo"):
            room.load(timezone.now())
        messages.success(request, "De voorbeelden staan klaar.")
        return redirect("demo")


LABELS = {
    "stories": "verhalen",
    "registrations": "inschrijvingen",
    "stops": "haltes",
    "employers": "werkgevers",
    "accounts": "voorbeeldaccounts",
    "partners": "partners",
}


class DemoPanel(Component):
    """On the federation's first screen, as long as examples stand between what is real."""

    name = "demo"
    order = 400
    template_name = "brand/admin/demo_panel.html"


urlpatterns = [path("voorbeelden/", DemoView.as_view(), name="demo")]
