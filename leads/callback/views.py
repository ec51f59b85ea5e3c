"""`/bel-mij/`: for who cannot come to a stop. A GET only shows."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page

from brand.campaigns.attribution import link_of
from brand.http import throttle
from brand.models import Organisation
from brand.text import one_line, row_number
from leads import callback
from leads.callback.forms import CallbackForm
from leads.models import TrainingOffer

MOST_OF_NETWORK = 20  # in an hour
PARTNER, PAGE = "partner", "pagina"  # in the address: where it is asked
TRAINING = "vorming"  # and which one is asked for
USED = "Met dit formulier vroeg u al een telefoontje. Uw gegevens staan er nog: verstuur opnieuw."


# As with registering, there is nothing to forge, and nothing typed is lost to a missing cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def call_me(request: HttpRequest) -> HttpResponse:
    training = _training(request)
    host = training.organisation if training else None
    host = host or callback.answered_by(one_line(request.GET.get(PARTNER, ""))[:80])
    if host is None:
        raise Http404
    form = CallbackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, host, form)
    if throttle.is_flood(request, "callbacks"):
        return _busy(request, host, form)
    if not form.is_valid():
        return _show(request, host, form, status=422)
    network = throttle.network(request)
    if not throttle.allowed("callback", network, MOST_OF_NETWORK, throttle.HOUR):
        return _busy(request, host, form)
    if not _ask(request, host, form):
        form.was_used(USED)
        return _show(request, host, form, status=409)
    return redirect("call_me_thanks")


@transaction.atomic
def _ask(request: HttpRequest, host: Organisation, form: CallbackForm) -> bool:
    """One form is one request; sent twice it is the same one. False for another request."""
    said = form.cleaned_data
    training = _training(request)
    content = "|".join([form.stamp_name, said["name"], said["company"], said["phone"]])
    if not throttle.first_use("callback form", form.stamp_name, throttle.DAY):
        return bool(throttle.full_until("callback form", content, 1))
    throttle.count("callback form", content, throttle.DAY)
    callback.ask(
        host=host,
        name=said["name"],
        company=said["company"],
        phone=said["phone"],
        wishes=said["wishes"],
        note=said["note"],
        training=training.title if training else "",
        page=_page(request),
        touch=link_of(request),
    )
    return True


def _page(request: HttpRequest) -> Page | None:
    """The page of ours where the link stood, when everybody may read it."""
    number = row_number(request.GET.get(PAGE, ""))
    return Page.objects.live().public().filter(pk=number).first() if number else None


def _training(request: HttpRequest) -> TrainingOffer | None:
    """The one that is asked for, while it can be."""
    number = row_number(request.GET.get(TRAINING, ""))
    return TrainingOffer.objects.published().filter(pk=number).first() if number else None


def _busy(request: HttpRequest, host: Organisation, form: CallbackForm) -> HttpResponse:
    form.add_error(None, throttle.BUSY.format(what="aanvragen"))
    return _show(request, host, form, status=429)


def _show(
    request: HttpRequest, host: Organisation, form: CallbackForm, status: int = 200
) -> HttpResponse:
    day = date_format(callback.due(timezone.now()), "l j F")
    context: dict[str, Any] = {"form": form, "host": host, "day": day}
    context["training"] = _training(request)
    return render(request, "leads/callback/form.html", context, status=status)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "leads/callback/thanks.html")
