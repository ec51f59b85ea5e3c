"""The page behind the link of a placement: a GET shows, only a POST answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from brand.http import throttle
from leads.follow_up.record import LeadActionRefused
from leads.models import Placement, PlacementLink
from leads.models.placements import Answer, Side
from leads.placements import checks, recording
from leads.placements.forms import AnswerForm, CheckForm

MOST_POSTS, MOST_OF_NETWORK = 30, 300  # in an hour
TOO_OFTEN = "Dat gaat heel snel. Wacht een uur en probeer opnieuw."


# The secret in the address is the authority, so there is no cookie to be misused. And under
# "no-referrer" browsers send "Origin: null", which the check would refuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def placement_link(request: HttpRequest, token: str) -> HttpResponse:
    """ "Klopt dit?", and later "Loopt dit nog?". Unknown, expired and foreign look alike (404)."""
    link = PlacementLink.find(token)
    if link is None or not link.holds:
        return _private(render(request, "leads/placements/unknown.html", status=404))
    return _private(
        _act(request, link, token) if request.method == "POST" else _page(request, link)
    )


def _act(request: HttpRequest, link: PlacementLink, token: str) -> HttpResponse:
    if not (
        throttle.allowed("placement", token, MOST_POSTS, throttle.HOUR)
        and throttle.allowed("placement", throttle.network(request), MOST_OF_NETWORK, throttle.HOUR)
    ):
        return _page(request, link, refused=TOO_OFTEN, status=429)
    return _check(request, link) if "check" in request.POST else _answer(request, link)


def _answer(request: HttpRequest, link: PlacementLink) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form=form, status=422)
    said = form.cleaned_data
    try:
        recording.answer(
            link.placement,
            link.side,
            said["answer"],
            reason=said["reason"],
            by=link.user,
            contact=link.contact,
            version=said["version"],
        )
    except LeadActionRefused as refused:
        return _page(request, link, form=form, refused=str(refused), status=409)
    return redirect(f"{_address(link)}#antwoord")


def _check(request: HttpRequest, link: PlacementLink) -> HttpResponse:
    due = checks.due(link.placement)
    if due is None or str(due.pk) != request.POST["check"]:
        return _page(request, link, refused="Dit antwoord hadden we al. Bedankt.", status=409)
    form = CheckForm(request.POST, check=due)
    if not form.is_valid():
        return _page(request, link, check_form=form, status=422)
    try:
        checks.answer(due, side=link.side, by=link.user, **form.answer_words())
    except LeadActionRefused as refused:
        return _page(request, link, check_form=form, refused=str(refused), status=409)
    return redirect(f"{_address(link)}#antwoord")


def _page(
    request: HttpRequest,
    link: PlacementLink,
    *,
    form: AnswerForm | None = None,
    check_form: CheckForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    # What stands there now, also after a refusal because it changed.
    rows = Placement.objects.select_related("form", "partner", "lead__employer")
    placement = rows.get(pk=link.placement_id)
    is_employer = link.side == Side.EMPLOYER
    answer = placement.employer_answer if is_employer else placement.partner_answer
    # One question at a time: whether it is so, and only then whether it still is.
    due = checks.due(placement) if answer == Answer.YES else None
    context: dict[str, Any] = {
        "link": link,
        "placement": placement,
        "partner": placement.partner,
        "employer": placement.lead.employer,
        "is_employer": is_employer,
        "answer": answer,
        "newest_check": placement.checks.exclude(answer="").order_by("-due_on").first(),
        "form": form or AnswerForm(),
        "check_form": check_form or (CheckForm(check=due) if due else None),
        "refused": refused,
    }
    return render(request, "leads/placements/link.html", context, status=status)


def _address(link: PlacementLink) -> str:
    return reverse("placement_link", args=[link.token])


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response
