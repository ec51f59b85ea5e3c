"""The back office's screens for languages: what is told in which, and starting a translation."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from brand import scoping
from brand.models import Organisation
from stories.languages import translation
from stories.models import StoryPage
from stories.text import languages

PER_PAGE = 50


def may_write(user) -> bool:
    """The federation, and users who write stories for a partner."""
    return scoping.may_somewhere(user, "stories.write")


class WritersMixin(WagtailAdminTemplateMixin):
    def dispatch(self, request, *args, **kwargs):
        if not may_write(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        board = {"url": reverse("talen:index"), "label": "Talen"}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *([board] if self.page_title != "Talen" else []), here]


class BoardView(WritersMixin, TemplateView):
    page_title = "Talen"
    header_icon = "globe"
    template_name = "stories/languages/languages.html"

    def get_context_data(self, **kwargs):
        asked = self.request.GET
        partner, state = asked.get("partner", ""), asked.get("toestand", "")
        state = state if state in translation.State.values else ""
        rows = translation.board(self.request.user, partner, state)
        return super().get_context_data(**kwargs) | {
            "pages": Paginator(rows, PER_PAGE).get_page(asked.get("p")),
            "languages": [languages.NAMES[language] for language in languages.CODES],
            "partners": Organisation.objects.visible_to(self.request.user, "stories.write").filter(
                is_federation=False
            ),
            "states": translation.State.choices,
            "partner": partner,
            "state": state,
        }


class TranslateView(WritersMixin, TemplateView):
    """A GET asks, a POST makes the draft."""

    model = StoryPage
    page_title = "Vertaal"
    header_icon = "globe"
    template_name = "stories/languages/translate.html"

    def dispatch(self, request, *args, **kwargs):
        self.language = kwargs["language"]
        self.story = get_object_or_404(StoryPage.objects.visible_to(request.user), pk=kwargs["pk"])
        if self.language not in languages.OTHERS or not self._may_edit(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def _may_edit(self, user) -> bool:
        return self.story.permissions_for_user(user).can_edit()

    def get_context_data(self, **kwargs):
        name = languages.NAMES[self.language]
        return super().get_context_data(**kwargs) | {"story": self.story, "language": name}

    def post(self, request, *args, **kwargs):
        try:
            version = translation.translate(self.story, self.language, request.user)
        except translation.TranslationRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("talen:index")
        messages.success(
            request,
            f"Hier is een concept met dezelfde foto en dezelfde mensen. Herschrijf het in het "
            f"{languages.NAMES[self.language]}.",
        )
        return redirect("wagtailadmin_pages:edit", version.pk)


class WritersMenuItem(MenuItem):
    def is_shown(self, request):
        return may_write(request.user)


class LanguagesViewSet(ViewSet):
    name = "talen"
    url_prefix = "talen"
    icon = "globe"
    menu_label = "Talen"
    menu_order = 230
    menu_item_class = WritersMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", BoardView.as_view(), name="index"),
            path("<int:pk>/<slug:language>/", TranslateView.as_view(), name="translate"),
        ]
