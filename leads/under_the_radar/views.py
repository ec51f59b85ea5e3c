"""`/onder-de-radar/`: who can help near a place, and a signal that holds nothing about anybody."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from brand import places
from brand.http import throttle
from brand.models import Municipality
from brand.text import one_line
from leads.models import ObstacleSignal
from leads.under_the_radar import published
from leads.under_the_radar.forms import SignalForm
from leads.under_the_radar.nearby import nearby

PLACE = "plaats"  # in the address
LONGEST = 80
MOST_OF_NETWORK = 10  # in a day; more than one organisation tells of in a day, less than a campaign
USED = "Met dit formulier gaf u al een signaal. Wat u koos, staat er nog: verstuur opnieuw."


@require_safe
def radar(request: HttpRequest) -> HttpResponse:
    asked = one_line(request.GET.get(PLACE, ""))[:LONGEST]
    town, suggestions = _town(asked)
    here, others = nearby(town) if town else ([], [])
    stand = published.stand()
    context: dict[str, Any] = {
        "asked": asked,
        "town": town,
        "suggestions": suggestions,
        "here": here,
        "others": others,
        "stand": stand,
        "number_here": stand.by_number.get(town.pk) if town else None,
    }
    return render(request, "leads/under_the_radar/page.html", context)


def _town(asked: str) -> tuple[Municipality | None, list[places.Match]]:
    """What was typed, or else what may have been meant."""
    if not asked:
        return None, []
    matches = places.find(asked, limit=6)
    meant = [match for match in matches if places.is_meant(match, asked)]
    if not meant:
        return None, matches
    town = meant[0].municipality
    return town, [match for match in meant if match.municipality != town]


# There is nothing to forge, and nothing chosen is lost to a missing cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_signal(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        asked = one_line(request.GET.get(PLACE, ""))[:LONGEST]
        return _show(request, SignalForm(initial={"place": asked}))
    form = SignalForm(request.POST)
    if throttle.is_flood(request, "signals"):
        return _busy(request, form)
    if not form.is_valid():
        return _show(request, form, status=422)
    network = throttle.network(request)
    if throttle.full_until("obstacle signal", network, MOST_OF_NETWORK):
        return _busy(request, form)
    if not _note(form, network):
        form.was_used(USED)
        return _show(request, form, status=409)
    return redirect("radar_thanks")


@transaction.atomic
def _note(form: SignalForm, network: str) -> bool:
    """One form is one signal; sent twice it is the same one. False for another signal."""
    said = form.cleaned_data
    content = f"{form.stamp_name}|{said['place'].pk}|{said['obstacle']}"
    if not throttle.first_use("signal form", form.stamp_name, throttle.DAY):
        return bool(throttle.full_until("signal form", content, 1))
    throttle.count("signal form", content, throttle.DAY)
    throttle.count("obstacle signal", network, throttle.DAY)
    ObstacleSignal.objects.create(municipality=said["place"], obstacle=said["obstacle"])
    return True


def _busy(request: HttpRequest, form: SignalForm) -> HttpResponse:
    form.add_error(None, throttle.BUSY.format(what="signalen"))
    return _show(request, form, status=429)


def _show(request: HttpRequest, form: SignalForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "stand": published.stand()}
    return render(request, "leads/under_the_radar/form.html", context, status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "leads/under_the_radar/thanks.html")
