"""The media library: every picture one may use, with what may be done with it."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from brand.models import Organisation, Picture
from brand.scoping.readable import readable_files
from brand.search import typed
from brand.text import row_number
from stories.media_library import rights
from stories.models import Consent

PER_PAGE = 24
LONGEST = 100  # signs of a question
SOON = 60  # days
NOBODY, REFUSED, ENDS, NO_CREDIT, UNUSED = (
    "niemand-gevraagd",
    "niet-overal",
    "loopt-af",
    "zonder-fotograaf",
    "ongebruikt",
)
SHOWN = {
    NOBODY: "Niemand gevraagd",
    REFUSED: "Mag niet in elk kanaal",
    ENDS: f"Toestemming eindigt binnen {SOON} dagen",
    NO_CREDIT: "Fotograaf of afspraak ontbreekt",
    UNUSED: "Nergens gebruikt",
}
CHANNELS = {channel.value: str(channel.label) for channel in Consent.Channel}


def may_look(user: Any) -> bool:
    policy = policy_registry.get_by_type(Picture)
    return policy.user_has_any_permission(user, ["choose", "change", "delete"])


class LibraryView(WagtailAdminTemplateMixin, TemplateView):
    page_title = "Beeldbank"
    header_icon = "image"
    template_name = "stories/media_library/library.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_look(request.user):
            raise PermissionDenied
        response = super().dispatch(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        said = {
            "zoek": asked.get("zoek", "").replace("\x00", "").strip()[:LONGEST],
            "tonen": asked.get("tonen", "") if asked.get("tonen", "") in SHOWN else "",
            "kanaal": asked.get("kanaal", "") if asked.get("kanaal", "") in CHANNELS else "",
            "partner": row_number(asked.get("partner", "")),
        }
        rows = pictures(self.request.user, **said)
        page = Paginator(rows, PER_PAGE).get_page(asked.get("p", ""))
        policy = policy_registry.get_by_type(Picture)
        return super().get_context_data(
            said=said,
            shown=SHOWN,
            channels=CHANNELS,
            partners=_partners(self.request.user),
            page=page,
            rights=rights.of(page.object_list, self.request.user),
            may_add=policy.user_has_permission(self.request.user, "add"),
            is_narrowed=any(said.values()),
            way={name: value for name, value in said.items() if value},
            **kwargs,
        )


def pictures(
    user: Any, zoek: str = "", tonen: str = "", kanaal: str = "", partner: int | None = None
) -> QuerySet[Picture]:
    """Of the folders that this user may use, the newest first."""
    rows = readable_files(Picture, user)
    if zoek:
        rows = typed.matching(rows, zoek, "title", "alt", "credit")
    conditions = {
        NOBODY: lambda: ~rights.somebody_asked(),
        REFUSED: rights.refused_somewhere,
        ENDS: lambda: rights.ends_before(timezone.localdate() + timedelta(days=SOON)),
        NO_CREDIT: lambda: Q(credit="") | Q(licence=""),
        UNUSED: rights.unused,
    }
    if tonen:
        rows = rows.filter(conditions[tonen]())
    if kanaal:
        rows = rows.filter(rights.allowed_in(kanaal))
    if partner:
        rows = rows.filter(collection__organisation=partner)
    return rows.select_related("collection").order_by("-created_at", "-pk")


def _partners(user: Any) -> QuerySet[Organisation]:
    """Those of which this user sees the folder."""
    folders = readable_files(Picture, user).values("collection")
    return Organisation.objects.filter(collection__in=folders).order_by("name")


class LibraryMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_look(request.user)


def menu_item() -> LibraryMenuItem:
    return LibraryMenuItem("Beeldbank", reverse("media_library"), icon_name="image", order=295)


urlpatterns = [path("beeldbank/", LibraryView.as_view(), name="media_library")]
