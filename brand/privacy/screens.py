"""At the desk: what we know of one person, as a file to give, and the button that erases it.

First in numbers what will go, then a question with the name, then a POST. Users who work
with a row read it; managers of every partner that knows the person, and administrators of the
site, erase; the newsletter and the mails that all share only the latter.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from brand.models import Erasure
from brand.privacy import access
from brand.privacy.views import as_file


class PersonalDataView(WagtailAdminTemplateMixin, TemplateView):
    kind = ""
    model = None
    template_name = "brand/privacy/personal_data.html"
    page_title = "Persoonsgegevens"
    header_icon = "user"

    def get_page_subtitle(self):
        return str(self.items[-1].row)

    def dispatch(self, request, *args, **kwargs):
        if not self.items or not access.may_read(request.user, self.items[-1]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def items(self) -> list[access.Item]:
        """The row that was asked for comes last."""
        row = self.model._default_manager.filter(pk=self.kwargs["pk"]).first()
        if row is None or getattr(row, "erased_at", None):
            return []
        return access.around(access.kinds()[self.kind], row)

    @cached_property
    def readable(self) -> list[access.Item]:
        user = self.request.user
        return [item._replace(reader=user) for item in self.items if access.may_read(user, item)]

    def _sheet(self):
        """What is given to the person: readable, and printed as it stands."""
        items = self.readable
        context = {"items": items, "who": self.get_page_subtitle(), "now": timezone.now()}
        context["hidden"] = len(self.items) - len(items)
        response = render(self.request, "brand/privacy/personal_data_sheet.html", context)
        response["Cache-Control"] = "no-store, private"
        return response

    @property
    def may_erase(self) -> bool:
        return access.may_erase(self.request.user, self.items)

    @property
    def _erasable(self) -> list[access.Item]:
        return access.erasable(self.request.user, self.items)

    def get(self, request, *args, **kwargs):
        if request.GET.get("vorm") == "json":
            return as_file(access.as_data(self.readable))
        if request.GET.get("vorm") == "blad":
            return self._sheet()
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": "Start"},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            items=self.readable,
            hidden=len(self.items) - len(self.readable),
            counts=access.counted(self._erasable),
            stays=len(self._erasable) < len(self.items),
            may_erase=self.may_erase,
            asks="wissen" in self.request.GET,
            here=self.request.path,
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if not self.may_erase:
            raise PermissionDenied
        if request.POST.get("zeker") != "ja":
            return redirect(f"{request.path}?wissen#wissen")
        gone = access.erase(self._erasable, Erasure.Why.ASKED, request.user)
        told = ", ".join(f"{what} ({count})" for what, count in gone.items())
        messages.success(request, f"Gewist: {told}.")
        return redirect("wagtailadmin_home")


def address(kind: str, pk: int) -> str:
    return reverse(f"personal_data_{kind}", args=[pk])


def button(kind: str, row: Model, user) -> list[HeaderButton]:
    """For the screen of this row: where its personal data stand, for users who may read them."""
    gone = getattr(row, "erased_at", None)
    if gone or not access.may_read(user, access.Item(access.kinds()[kind], row)):
        return []
    return [HeaderButton(PersonalDataView.page_title, url=address(kind, row.pk), icon_name="user")]


def urlpatterns() -> list:
    """One screen for each kind of row that a partner owns; what all share comes with it."""
    return [
        path(
            f"persoonsgegevens/{kept.key}/<int:pk>/",
            PersonalDataView.as_view(kind=kept.key, model=kept.rows("").model),
            name=f"personal_data_{kept.key}",
        )
        for kept in access.kinds().values()
        if kept.is_owned
    ]
