"""The sharing kit in the back office: one screen a story, and what can be taken from it.

Each view checks first that all people in the story still allow social media. Viewing is not
recorded; downloading an image or the whole kit is, to be able to recall it.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from brand.kit import share_cards
from stories.gate import consent
from stories.models import StoryPage, Use
from stories.sharing import kit as sharing_kit
from stories.sharing import uses as sharing_uses
from stories.sharing.forms import SharedForm

KNOWN = "Dit bericht staat al in de lijst"
CHANNELS = {outlet.channel: outlet for outlet in sharing_kit.OUTLETS}


def of_an_open_kit(view):
    """`view(request, story, …)` for a story of this user's that may be shared now; else why not."""

    @wraps(view)
    def guarded(request, page_id, *args, **kwargs):
        story = story_of(request, page_id)
        if reasons := sharing_kit.obstacles(story):
            context = {**_frame(story), "reasons": reasons}
            return render(request, "stories/sharing/sharing_closed.html", context, status=409)
        return view(request, story, *args, **kwargs)

    return guarded


def story_of(request, page_id) -> StoryPage:
    if not request.user.has_perm("stories.add_use"):
        raise PermissionDenied
    stories = StoryPage.objects.visible_to(request.user, "stories.add_use")
    return get_object_or_404(stories, pk=page_id)


def _frame(story: StoryPage) -> dict:
    return {"story": story, "page_title": "Deelpakket", "header_icon": "resubmit"}


def _partner(request, story: StoryPage):
    """The partner: from the address, else the story's own, else the first that may."""
    allowed = sharing_kit.partners(request.user, story)
    asked = request.POST.get("partner") or request.GET.get("partner") or ""
    found = [partner for partner in allowed if str(partner.pk) == asked]
    own = [partner for partner in allowed if partner.pk == story.section_organisation_id]
    if not allowed or (asked and not found):
        raise Http404
    return (found or own or allowed)[0]


def _back(story: StoryPage, partner, part: str = ""):
    return redirect(f"{reverse('sharing:kit', args=[story.pk])}?partner={partner.pk}{part}")


@require_safe
@of_an_open_kit
def kit(request, story):
    return _show(request, story, SharedForm())


def _show(request, story, form, status=200):
    partner = _partner(request, story)
    made = sharing_kit.links(story, partner)
    context = {
        **_frame(story),
        "partner": partner,
        "partners": sharing_kit.partners(request.user, story),
        "sizes": share_cards.SIZES,
        "texts": sharing_kit.texts(story, partner),
        "alt": sharing_kit.alt(story),
        "links": [(link, sharing_kit.full(link)) for link in made],
        "campaign": made[0].campaign if made else None,
        "uses": story.uses.visible_to(request.user).select_related("recorded_by"),
        "form": form,
        "all_made": len(made) == len(sharing_kit.offered(story)),
        "left_out": sharing_kit.left_out(story),
    }
    return render(request, "stories/sharing/sharing.html", context, status=status)


@require_POST
@of_an_open_kit
def keep_text(request, story, channel):
    partner, outlet = _partner(request, story), CHANNELS.get(channel)
    if outlet is None:
        raise Http404
    _keep_typed(request, story, partner)
    messages.success(request, f"De tekst voor {outlet.label} is bewaard, de andere ook.")
    return _back(story, partner, f"#tekst-{channel}")


def _keep_typed(request, story, partner) -> None:
    """Every text of the page comes with every button, so that none is lost by another."""
    for channel, outlet in CHANNELS.items():
        typed = request.POST.get(f"text-{channel}")
        if typed is not None:
            sharing_kit.keep_text(story, partner, outlet, typed.replace("\x00", ""))


@require_POST
@of_an_open_kit
def make_links(request, story):
    partner = _partner(request, story)
    _keep_typed(request, story, partner)
    made = sharing_kit.make_links(story, partner)
    messages.success(request, f"Er staan {len(made)} links klaar voor {partner}.")
    return _back(story, partner, "#links")


@of_an_open_kit
def image(request, story, size):
    """To look at with GET; to take along with POST, which is written down."""
    wanted = share_cards.SIZES.get(size)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        label = f"Beeld {wanted.width} × {wanted.height}"
        _note_download(request, story, label)
        return _file(sharing_kit.image(story, wanted), f"{story.slug}-{size}.jpg", "image/jpeg")
    return HttpResponse(sharing_kit.image(story, wanted), content_type="image/jpeg")


@require_safe
@of_an_open_kit
def qr(request, story, code, kind):
    partners = sharing_kit.partners(request.user, story)
    made = [link for partner in partners for link in sharing_kit.links(story, partner)]
    link = next((row for row in made if row.code == code), None)
    if link is None or kind not in ("png", "svg"):
        raise Http404
    mime = "image/svg+xml" if kind == "svg" else "image/png"
    return _file(sharing_kit.qr(link, kind), f"qr-{link.channel}-{link.code}.{kind}", mime)


@require_POST
@of_an_open_kit
def everything(request, story):
    partner = _partner(request, story)
    _note_download(request, story, "Het hele deelpakket")
    return _file(
        sharing_kit.everything(story, partner), f"deelpakket-{story.slug}.zip", "application/zip"
    )


@require_POST
@of_an_open_kit
def shared(request, story):
    """Record where the story was shared."""
    _keep_typed(request, story, _partner(request, story))
    form = SharedForm(request.POST)
    if not form.is_valid():
        return _show(request, story, form, status=422)
    if sharing_uses.is_known(story, form.cleaned_data["url"]):
        form.add_error("url", KNOWN)
        return _show(request, story, form, status=422)
    sharing_uses.record(
        story,
        kind=Use.Kind.POST,
        channel=consent.Channel.SOCIAL,
        where=form.where,
        url=form.cleaned_data["url"],
        by=request.user,
    )
    messages.success(request, "Genoteerd. Trekt iemand de toestemming in, dan weten we dit.")
    return _back(story, _partner(request, story), "#gedeeld")


# Taking a row away and putting it back must work as well when the kit is closed.


@require_POST
def remove(request, page_id, use_id):
    story = story_of(request, page_id)
    uses = story.uses.visible_to(request.user, "stories.delete_use")
    use = get_object_or_404(uses, pk=use_id)
    if not sharing_kit.obstacles(story):
        _keep_typed(request, story, _partner(request, story))
    context = {"story": story, "where": use.where, "token": sharing_uses.remove(use)}
    messages.success(
        request, render_to_string("stories/sharing/use_removed.html", context, request=request)
    )
    return redirect(_next(story))


@require_POST
def put_back(request, page_id):
    story = story_of(request, page_id)
    if sharing_uses.put_back(request.POST.get("token", ""), story):
        messages.success(request, "Het staat er weer.")
    else:
        messages.error(request, "Dat is te lang geleden. Noteer het opnieuw.")
    return redirect(_next(story))


def _next(story: StoryPage) -> str:
    return reverse("sharing:kit", args=[story.pk]) + "#gedeeld"


def _note_download(request, story, what: str) -> None:
    sharing_uses.record(
        story,
        kind=Use.Kind.DOWNLOAD,
        channel=consent.Channel.SOCIAL,
        where=what,
        by=request.user,
    )


def _file(content: bytes, name: str, mime: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("<int:page_id>/", kit, name="kit"),
    path("<int:page_id>/tekst/<slug:channel>/", keep_text, name="text"),
    path("<int:page_id>/links/", make_links, name="links"),
    path("<int:page_id>/beeld/<slug:size>.jpg", image, name="image"),
    path("<int:page_id>/qr/<slug:code>.<slug:kind>", qr, name="qr"),
    path("<int:page_id>/alles/", everything, name="everything"),
    path("<int:page_id>/gedeeld/", shared, name="shared"),
    path("<int:page_id>/gedeeld/<int:use_id>/weg/", remove, name="remove"),
    path("<int:page_id>/gedeeld/terug/", put_back, name="put_back"),
]
