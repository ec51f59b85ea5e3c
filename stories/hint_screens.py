"""Hints beside what somebody writes: with the page, and again while they type."""

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel
from wagtail.models import Page

from brand.models import Picture
from stories import plain_words

MOST = 20_000  # characters; a story is far shorter


class PlainWordsPanel(Panel):
    """What could be shorter or plainer, as the last saved draft stands; a script asks again."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/admin/hints_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {
                **context,
                "hints": plain_words.hints_for(self.instance) if self.instance.pk else None,
                "url": self.address(),
            }

        def address(self) -> str:
            """Asked for the story itself; for one that has no number yet, for where it will be."""
            named = self.request.resolver_match.kwargs if self.request.resolver_match else {}
            page = self.instance.pk or named.get("parent_page_id")
            return reverse("story_hints", args=[page]) if page else ""

        @property
        def media(self):
            return Media(js=["stories/hints.js"], css={"all": ["stories/desk.css"]})


@require_POST
def hints(request, page_id):
    """Reads and answers; it keeps nothing."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not hasattr(page, "organisation"):
        raise Http404
    allowed = page.permissions_for_user(request.user)
    if not (allowed.can_edit() or allowed.can_add_subpage()):
        raise PermissionDenied
    found = plain_words.hints(_written(request.POST))
    return render(request, "stories/admin/hints.html", {"hints": found})


def _written(form) -> plain_words.Draft:
    return plain_words.Draft(
        title=form.get("title", "")[:MOST],
        lead=form.get("lead", "")[:MOST],
        texts=[text[:MOST] for text in form.getlist("text")[:100]],
        quotes=[text[:MOST] for text in form.getlist("quote")[:100]],
        has_picture=bool(form.get("picture")),
        alt=form.get("alt", "")[:MOST] or _words_of(form.get("picture", "")),
    )


def _words_of(picture: str) -> str:
    """What stands with the picture itself, for a story that says nothing of its own."""
    found = Picture.objects.filter(pk=picture) if picture.isdigit() else Picture.objects.none()
    return found.values_list("alt", flat=True).first() or ""


urlpatterns = [path("verhalen/<int:page_id>/taaltips/", hints, name="story_hints")]
