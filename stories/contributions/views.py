"""`/bijdragen/<token>/`: a story told on a phone, without an account."""

from functools import wraps

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.http import throttle
from brand.media import passes, uploads
from brand.tokens import unlisted
from stories.contributions import contribution
from stories.contributions.forms import StoryForm
from stories.models import ContributionLink

PER_MINUTE = 20
BUSY = "Dat gaat heel snel. Wacht een minuut en probeer opnieuw. Wat u typte, staat er nog."


def contribution_page(view):
    """An unknown link looks like one that never existed."""

    @csrf_exempt  # the secret in the address is the authority; there is no cookie to misuse
    @require_http_methods(["GET", "HEAD", "POST"])
    @unlisted
    @wraps(view)
    def inner(request, token):
        link = ContributionLink.find(token)
        if link is None:
            response = render(request, "stories/contributions/contribute_unknown.html", status=404)
        else:
            with passes.given():  # no account, and not published yet
                response = view(request, link)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return inner


@contribution_page
def contribute(request, link: ContributionLink):
    """Write, save for later, hand in; afterwards read it back."""
    if not contribution.may_write(link):
        return _read(request, link)
    if request.method == "POST":
        return _receive(request, link)
    told = contribution.draft_values(link)
    form = StoryForm(initial=told, has_picture=bool(told.get("picture")))
    return _show(request, link, form, told)


def _read(request, link: ContributionLink) -> HttpResponse:
    """What was handed in may be read again; a link that ran out says so."""
    told = contribution.draft_values(link)
    is_over = not link.answered_at and contribution.is_over(link)
    context = {"link": link, "told": told if link.answered_at else {}, "is_over": is_over}
    return render(
        request,
        "stories/contributions/contribute_done.html",
        context,
        status=410 if is_over else 200,
    )


def _receive(request, link: ContributionLink) -> HttpResponse:
    request.upload_handlers = [uploads.SkipTooLarge(request)]
    finished, told = "later" not in request.POST, contribution.draft_values(link)
    about = {"has_picture": bool(told.get("picture")), "is_finished": finished}
    typed = StoryForm(request.POST, **about)
    typed.full_clean()
    if _is_flood(link):
        typed.add_error(None, BUSY)
        return _show(request, link, typed, told, status=429)
    contribution.keep(link, typed.kept())  # whatever opening the picture may bring
    too_large = getattr(request, "was_too_large", False)
    form = StoryForm(request.POST, request.FILES, too_large=too_large, **about)
    is_right = form.is_valid()
    if picture := form.cleaned_data.get("picture"):
        contribution.keep(link, form.kept(), picture)
    link.refresh_from_db()
    if not is_right:
        return _show(request, link, form, contribution.draft_values(link), status=422)
    if finished:
        contribution.hand_in(link)
    response = redirect("contribute", link.token)
    response["Location"] += "" if finished else "?gedaan=bewaard"
    return response


def _is_flood(link: ContributionLink) -> bool:
    return not throttle.allowed("contribution", link.pk, PER_MINUTE, throttle.MINUTE)


def _show(request, link, form, told, status=200) -> HttpResponse:
    context = {
        "link": link,
        "form": form,
        "picture": told.get("picture"),
        "done": "Bewaard. U kan later verder met dezelfde link."
        if request.GET.get("gedaan") == "bewaard" and status == 200
        else "",
    }
    return render(request, "stories/contributions/contribute.html", context, status=status)


urlpatterns = [path("bijdragen/<str:token>/", contribute, name="contribute")]
