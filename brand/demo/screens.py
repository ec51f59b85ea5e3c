"""Loading and removing the demo from the back office; the federation's only."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.demo import loading, removing
from brand.models import Membership, Organisation, Role, User

ALL_GONE = "Alle voorbeelden zijn verwijderd."
SOME_LEFT = "De voorbeelden zijn verwijderd. Waar werk van jullie aan hangt, bleef staan."


def leaves_nobody() -> bool:
    """Whether real administrators remain without the demo's accounts."""
    stays = User.objects.filter(is_active=True, is_demo=False)
    held = Membership.objects.filter(organisation__is_federation=True, role=Role.BEHEERDER)
    administrators = stays.filter(pk__in=held.people())
    return not (stays.filter(is_superuser=True) | administrators).exists()


def is_loaded() -> bool:
    """Whether any demo data is left, also data that could not be removed with the rest."""
    demo = {"is_demo": True}
    return Organisation.objects.filter(**demo).exists() or User.objects.filter(**demo).exists()


class DemoView(WagtailAdminTemplateMixin, TemplateView):
    """What the demo holds; a POST brings it, or takes it away after the counts were read."""

    template_name = "brand/demo/demo.html"
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
        plan = removing.plan() if loaded else removing.Plan()
        return super().get_context_data(
            loaded=loaded,
            leaves_nobody=loaded and leaves_nobody(),
            asks="verwijderen" in self.request.GET,
            counts=plan.counts(),
            kept=self._kept(plan),
            **kwargs,
        )

    def _kept(self, plan: removing.Plan) -> list[tuple[str, str, str, str]]:
        """What stays: its kind, its name, where it is opened, what people have there."""
        finder = AdminURLFinder(self.request.user)
        return [
            (str(row._meta.verbose_name), str(row), finder.get_edit_url(row) or "", why)
            for row, why in plan.kept_rows()
        ]

    def post(self, request):
        leaves = request.user.is_demo
        if "remove" in request.POST:
            if leaves_nobody():
                return self.render_to_response(self.get_context_data(), status=409)
            kept = removing.remove().kept()
            messages.success(request, SOME_LEFT if kept else ALL_GONE)
            if leaves:
                return redirect("wagtailadmin_login")
            return redirect("demo" if kept else "wagtailadmin_home")
        for _ in loading.load_all(timezone.now()):
            pass
        messages.success(request, "De voorbeelden staan klaar.")
        return redirect("demo")


class DemoPanel(Component):
    """On the federation's first screen, as long as examples stand between what is real."""

    name = "demo"
    order = 400
    template_name = "brand/demo/demo_panel.html"

    def get_context_data(self, parent_context):
        # The accounts always go: without any, what is left could not be removed.
        return {"is_removed": not User.objects.filter(is_demo=True).exists()}


urlpatterns = [path("voorbeelden/", DemoView.as_view(), name="demo")]
