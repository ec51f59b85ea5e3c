"""Writing hints beside the text: on load, and again while typing."""

from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from wagtail.admin.panels import Panel
from wagtail.models import Page

from brand.models import Picture
from brand.scoping.readable import choosable
from brand.text import row_number
from stories.editor import plain_words

MOST = 30_000  # characters in all; a story is far shorter, and every one is looked at


class PlainWordsPanel(Panel):
    """What could be shorter or plainer, as the last saved draft stands; a script asks again."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/editor/hints_panel.html"

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return {
                **context,
                "hints": _said_of(plain_words.draft_of(self.instance)),
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
    found = _said_of(_written(request.POST, request.user))
    return render(request, "stories/editor/hints.html", {"hints": found})


def _said_of(draft: plain_words.Draft) -> list[plain_words.Hint] | None:
    """None while nothing was told yet and there is nothing to say of it."""
    return plain_words.hints(draft) or ([] if draft.tells_something else None)


def _written(form, user) -> plain_words.Draft:
    title, lead, alt, picture = (
        form.get(name, "")[:1000] for name in ("title", "lead", "alt", "picture")
    )
    texts = within(form.getlist("text"), MOST)
    quotes = within(form.getlist("quote"), MOST - sum(map(len, texts)))
    return plain_words.Draft(
        title=title,
        lead=lead,
        texts=texts,
        quotes=quotes,
        has_picture=bool(picture),
        alt=alt or _words_of(picture, user),
    )


def within(texts: list[str], most: int) -> list[str]:
    """The first of these, together no longer than so many characters."""
    kept = []
    for text in texts:
        if most <= 0:
            break
        kept.append(text[:most])
        most -= len(text)
    return kept


def _words_of(picture: str, user) -> str:
    """What stands with the picture itself, for a story that says nothing of its own."""
    number = row_number(picture)
    if number is None:
        return ""
    found = choosable(Picture.objects.filter(pk=number), user)
    return found.values_list("alt", flat=True).first() or ""


urlpatterns = [path("verhalen/<int:page_id>/taaltips/", hints, name="story_hints")]
