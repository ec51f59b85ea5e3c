"""`/aankopers/`, and the page behind a buyer's link: a GET shows, only a POST answers."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from brand.http import throttle
from brand.tokens import unlisted
from leads.follow_up.record import LeadActionRefused
from leads.models import Pledge, PledgeLink
from leads.procurement import pledges
from leads.procurement.pledge_forms import PledgeAnswerForm

MOST_POSTS, MOST_OF_NETWORK = 30, 300  # in an hour
TOO_OFTEN = "Dat gaat heel snel. Wacht een uur en probeer opnieuw."


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """What public buyers promised and allow us to show, the newest year first."""
    rows = Pledge.objects.published().select_related("lead__employer").prefetch_related("progress")
    shown = rows.order_by("-year", "lead__employer__name", "pk")
    years = [
        (year, [told(one) for one in found]) for year, found in groupby(shown, lambda one: one.year)
    ]
    return render(request, "leads/procurement/pledges.html", {"years": years})


def told(pledge: Pledge) -> dict[str, Any]:
    """A pledge as the site shows it."""
    return {
        "pledge": pledge,
        "employer": pledge.lead.employer,
        "aim": pledges.aim(pledge),
        "progress": [(one, pledges.reached(one)) for one in pledge.progress.all()],
    }


# The secret in the address is the authority, so there is no cookie to be misused.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@unlisted
def pledge_link(request: HttpRequest, token: str) -> HttpResponse:
    """ "Mag dit op de site?" It works as long as the pledge is there, to take a yes back."""
    link = PledgeLink.find(token)
    if link is None or not link.holds:
        return render(request, "leads/procurement/unknown.html", status=404)
    return _act(request, link, token) if request.method == "POST" else _page(request, link)


def _act(request: HttpRequest, link: PledgeLink, token: str) -> HttpResponse:
    if not (
        throttle.allowed("pledge", token, MOST_POSTS, throttle.HOUR)
        and throttle.allowed("pledge", throttle.network(request), MOST_OF_NETWORK, throttle.HOUR)
    ):
        return _page(request, link, refused=TOO_OFTEN, status=429)
    form = PledgeAnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form=form, status=422)
    said = form.cleaned_data
    try:
        pledges.answer(link, said["answer"], version=said["version"], note=said["note"])
    except LeadActionRefused as refused:
        return _page(request, link, form=form, refused=str(refused), status=409)
    return redirect(f"{reverse('pledge_link', args=[link.token])}#antwoord")


def _page(
    request: HttpRequest,
    link: PledgeLink,
    *,
    form: PledgeAnswerForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    # What stands there now, also after a refusal because it changed.
    rows = Pledge.objects.select_related("lead__employer", "lead__owner_organisation")
    pledge = rows.prefetch_related("progress").get(pk=link.pledge_id)
    context = told(pledge) | {
        "partner": pledge.lead.owner_organisation,
        "form": form or PledgeAnswerForm(),
        "refused": refused,
    }
    return render(request, "leads/procurement/link.html", context, status=status)
