"""The federation's screen for the languages in which people are asked: read one, switch it on."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from brand.text import one_line
from stories.consent import information, wording
from stories.models import ConsentLanguage


class ConsentLanguages(WagtailAdminTemplateMixin, TemplateView):
    """A GET shows, and reads one language beside the Dutch; a POST switches it on or off."""

    page_title = "Talen van de toestemming"
    header_icon = "globe"
    template_name = "stories/consent/consent_languages.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_federation:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        on = {row.code: row for row in ConsentLanguage.objects.select_related("switched_on_by")}
        rows = [
            {"code": code, "told": told, "on": on.get(code)}
            for code, told in wording.offered().items()
        ]
        return super().get_context_data(
            rows=sorted(rows, key=lambda row: row["told"]["name"]),
            reading=self._reading(),
            asks=self._asks(),
            version=wording.version(),
            is_complete=information.is_complete(),
            **kwargs,
        )

    def _reading(self) -> dict | None:
        code = self.request.GET.get("lees", "")
        if code not in wording.offered():
            return None
        dutch = wording.words("nl", partner=None)
        told = wording.words("nl", partner=None, known_as=code)
        pairs = [
            (_lines(dutch[name]), _lines(told[name]))
            for name in dutch
            if name not in ("language", "direction", "code")
        ]
        about = {"code": code, "name": wording.offered()[code]["name"]}
        return {**about, "direction": told["direction"], "pairs": pairs}

    def _asks(self) -> dict | None:
        """Before a language is switched on: the question, and who read its text."""
        code = self.request.GET.get("zet-aan", "")
        return {"code": code, **wording.offered()[code]} if code in wording.offered() else None

    def post(self, request):
        code = request.POST.get("taal", "")
        if code not in wording.offered():
            raise Http404
        name = wording.offered()[code]["name"]
        if "aan" in request.POST:
            read_by = one_line(request.POST.get("nagelezen", ""))[:160]
            if not read_by:
                return redirect(f"{request.path}?zet-aan={code}#zet-aan")
            about = {"wording": wording.version(), "switched_on_by": request.user}
            ConsentLanguage.objects.get_or_create(code=code, defaults={**about, "read_by": read_by})
            messages.success(request, f"Mensen kunnen nu ook in het {name} antwoorden.")
        else:
            ConsentLanguage.objects.filter(code=code).delete()
            messages.success(request, f"Het {name} staat uit.")
        return redirect("consent_languages")


def _lines(said) -> list[str]:
    return said if isinstance(said, list) else [said]


def in_settings_menu(request, items) -> None:
    if request.user.is_federation:
        address = reverse("consent_languages")
        item = MenuItem(ConsentLanguages.page_title, address, icon_name="globe", order=850)
        items.append(item)


urlpatterns = [
    path("toestemming/talen/", ConsentLanguages.as_view(), name="consent_languages"),
]
