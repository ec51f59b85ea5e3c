"""What every screen of the portal has in common."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.models import BrandKit, Organisation
from brand.portal import access, licences
from brand.text import row_number

TITLE = "Merkportaal"


class PortalMixin(WagtailAdminTemplateMixin):
    """For who works with the brand, in the name of one partner at a time."""

    header_icon = "pick"
    page_title = TITLE
    here = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.comes_in(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def partners(self) -> list[Organisation]:
        return list(access.partners(self.request.user))

    @cached_property
    def partner(self) -> Organisation:
        """The one that is asked, else the first; of another nothing is there."""
        asked = self.request.POST.get("partner") or self.request.GET.get("partner") or ""
        if not self.partners:
            raise Http404
        if not asked:
            return self.partners[0]
        found = [one for one in self.partners if one.pk == row_number(asked)]
        if not found:
            raise Http404
        return found[0]

    @cached_property
    def licence(self) -> licences.Standing:
        return licences.standing(self.partner)

    @property
    def may_take(self) -> bool:
        """Files go along while the licence runs; who is of the federation may always."""
        return self.licence.is_open or access.is_of_house(self.request.user)

    @cached_property
    def kit(self) -> BrandKit:
        return BrandKit.current()

    def closed(self) -> HttpResponse:
        """Back to the portal, with why nothing goes along and what helps."""
        messages.error(self.request, f"{self.licence.sentence} {self.licence.remedy}".strip())
        return redirect(f"{reverse('portal')}?partner={self.partner.pk}#licentie")

    def get_page_title(self) -> str:
        return self.here or TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        way = [{"url": reverse("portal"), "label": TITLE}] if self.here else []
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        manages = access.manages(self.request.user)
        return super().get_context_data(kit=self.kit, manages=manages, **kwargs)


class ManagerMixin(PortalMixin):
    """For who keeps the brand; to anybody else it is not there."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.manages(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)
