"""What the press page hands out: kits behind a small form, and the brand itself."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from brand import gating
from brand.http import throttle
from brand.pages.kinds import live_of
from stories.models import PressPage, StoryPage
from stories.press import kits
from stories.sharing.forms import PressKitForm

PER_MINUTE = 10
BUSY = "Er wordt nu heel veel gedownload vanaf uw netwerk. Wacht een minuut en probeer opnieuw."


# The form uses no visitor's rights: there is nothing to forge, and no cookie is set.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kit(request, page_id):
    """A form first; then the kit, recorded. Gone at once after a withdrawal."""
    story = StoryPage.objects.select_related("picture", "section_organisation")
    story = story.filter(pk=page_id).first()
    if story is None or not (story.was_published or story.taken_back_at):
        raise Http404
    if not kits.is_open(story):
        return _not_offered(request, story) if story.is_shown else _gone(request)
    form = PressKitForm(request.POST or None)
    if request.method != "POST":
        return _show(request, story, form)
    if throttle.is_flood(request, "perskit", PER_MINUTE):
        form.add_error(None, BUSY)
        return _show(request, story, form, status=429)
    if not form.is_valid():
        return _show(request, story, form, status=422)
    kits.note(story, form.who, form.cleaned_data["purpose"])
    return _file(kits.bundle(story), f"persmap-{story.slug}.zip")


def _show(request, story, form, status=200):
    page = live_of(PressPage).first()
    if page:
        gating.leave_out(page)
    context = {
        "story": story,
        "form": form,
        "page": page,
        "pictures": kits.pictures(story),
    }
    response = render(request, "stories/press/press_kit.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _not_offered(request, story):
    """The story is on the site, but not everybody in it allows the press."""
    context = {"story": story}
    response = render(request, "stories/press/not_offered.html", context, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


def _gone(request):
    response = render(request, "410.html", status=410)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def brand(request):
    return _file(kits.brand_bundle(), "merk.zip")


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
