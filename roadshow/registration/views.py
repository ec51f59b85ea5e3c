"""The form with which an employer comes to a stop."""

import logging

from django.db import DatabaseError
from django.db.models import SlugField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from brand.campaigns.attribution import PARAMETER as VIA
from brand.campaigns.attribution import link_of
from brand.dates import calendar_files, words
from brand.http import throttle
from brand.models import BrandKit
from brand.queries.prepared import prepared
from roadshow import visit
from roadshow.models import StopPage
from roadshow.registration import refusals, waiting_list
from roadshow.registration import register as registration_register
from roadshow.registration.forms import RegistrationForm
from roadshow.registration.refusals import RegistrationRefused
from roadshow.tour import ics

logger = logging.getLogger(__name__)

TROUBLE = "Er liep iets mis bij ons. Uw gegevens staan er nog. Probeer opnieuw of {reach}."
FULL = "Komt er een plaats vrij, dan krijgt u meteen een mail. Die plaats houden we {} voor u vast."
NEARBY = 3


def _stops():
    return StopPage.objects.live().select_related(
        "venue__municipality", "organisation", "seat_count"
    )


@prepared(slug=SlugField())
def _stops_of(slug):
    return _stops().filter(slug=slug)


# The form uses no visitor's rights, so there is nothing to forge; without the cookie it also
# works where cookies are refused, and nothing typed is lost to a check that failed.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request, stop):
    found = _stops_of.first(slug=stop) or _stops().at_address(stop)
    if found is None:
        return _closed(request, None, status=404)
    if request.method == "POST":  # a form that was open while the address changed
        return _receive(request, found)
    if found.slug != stop:
        return visit.redirect_to("register", found, request)
    if refusals.closed(found):
        return _closed(request, found, status=410)
    form = RegistrationForm(initial={"via": request.GET.get(VIA, "")[:12]})
    return _show(request, found, form)


def _receive(request, stop: StopPage) -> HttpResponse:
    if "suggestion" in request.POST:
        return _show(request, stop, _corrected(request.POST))
    form = RegistrationForm(request.POST)
    if throttle.is_flood(request, "registrations"):
        return _refuse(request, stop, form, registration_register.BUSY, status=429)
    if not form.is_valid():
        return _show(request, stop, form, status=422)
    try:
        registration = _register(request, stop, form)
    except RegistrationRefused as refusal:
        status = 429 if refusal.kind == "busy" else 409
        return _refuse(request, stop, form, refusal.sentence, refusal.kind, status=status)
    except DatabaseError:
        logger.exception("Registration failed")
        # The stop in hand: the database may not answer another question now.
        trouble = TROUBLE.format(reach=visit.reach(stop))
        return _refuse(request, stop, form, trouble, status=503)
    response = redirect("mine", registration.screen_token)
    if registration.was_corrected:
        response["Location"] += "?gedaan=gewijzigd"
    return response


def _register(request, stop: StopPage, form: RegistrationForm):
    said = form.cleaned_data
    return registration_register.register(
        stop,
        name=said["name"],
        company=said["company"],
        email=said["email"],
        phone=said["phone"],
        wants_newsletter=said["newsletter"],
        form_key=form.stamp_name,
        network=throttle.network(request),
        touch=link_of(request),
        waiting_ok="waiting" in request.POST,
    )


def _corrected(data) -> RegistrationForm:
    """Without JavaScript: the proposed mail address was pressed; nothing else changes."""
    typed = RegistrationForm(data)
    kept = {name: _typed(typed[name]) for name in typed.fields if name != "bijnaam"}
    return RegistrationForm(initial={**kept, "email": data["suggestion"].replace("\x00", "")})


def _typed(field):
    value = field.value() or ""
    return value.replace("\x00", "") if isinstance(value, str) else value


def _refuse(request, stop, form, sentence: str, kind: str = "", *, status: int) -> HttpResponse:
    form.is_valid()
    if kind == "used":
        form.was_used(sentence)
    else:
        form.add_error(None, sentence)
    return _show(request, stop, form, kind, status=status)


def _show(request, stop: StopPage, form, kind: str = "", status: int = 200) -> HttpResponse:
    is_full = kind == "full" or not stop.seats_free
    kit = BrandKit.for_request(request)
    # On the bound field: validation made it before, with the words of then.
    form["newsletter"].help_text = f"Van {kit.sender_name or kit.name}."
    others = refusals.others(stop)[:NEARBY] if is_full or kind == "closed" else []
    context = {
        "stop": stop,
        "place": visit.place(stop),
        "form": form,
        "is_full": is_full,
        "full_words": FULL.format(words.duration(waiting_list.OFFER_HOLDS)),
        "is_closed": kind == "closed",
        "others": [(other, refusals.distance_words(stop, other)) for other in others],
        "via": request.POST.get(VIA) or request.GET.get(VIA, ""),
    }
    return render(request, "roadshow/registration/register.html", context, status=status)


def _closed(request, stop: StopPage | None, *, status: int) -> HttpResponse:
    """No way in here: what happened to this stop, and where to go instead."""
    if stop is not None:
        others = refusals.others(stop)[:NEARBY]
    else:
        others = list(StopPage.objects.open().with_place().with_free_seats()[:NEARBY])
    context = {
        "stop": stop,
        "place": visit.place(stop) if stop else "",
        "others": [
            (other, refusals.distance_words(stop, other) if stop else "") for other in others
        ],
    }
    return render(request, "roadshow/registration/closed.html", context, status=status)


@require_safe
def stop_calendar(request, stop):
    """The calendar file of a stop; a cancelled stop's tells calendars so."""
    found = _stops().at_address(stop)
    if found is None:
        return _closed(request, None, status=404)
    if found.slug != stop:
        return visit.redirect_to("stop_calendar", found, request)
    return calendar_file(ics.for_stop(found), f"{found.slug}.ics")


def calendar_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=calendar_files.MIME)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
